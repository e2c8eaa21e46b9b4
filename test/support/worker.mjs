/* The child's side of `startWorker` in processes.ts. */
import { pathToFileURL } from 'node:url';

// The script finds its arguments where they would be if it ran by itself.
process.argv.splice(1, 1);
const script = import(pathToFileURL(process.argv[1]).href);
// The parent's first request is told of a script that does not load.
script.catch(() => {});

process.on('message', envelope => void receive(envelope));
process.on('disconnect', () => process.exit());

async function receive(envelope) {
  if (envelope.id === undefined) {
    await handle(envelope);
    return;
  }
  try {
    process.send({ id: envelope.id, reply: await handle(envelope) });
  } catch (error) {
    process.send({ id: envelope.id, error });
  }
}

async function handle(envelope) {
  const { default: answer } = await script;
  return 'message' in envelope ? answer(envelope.message) : undefined;
}
