#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { readCommandLine } from './cli/command-line.js';
import { runRehearsal } from './cli/run-rehearsal.js';
import { runSandbox } from './cli/run-sandbox.js';
import { UsageError } from './cli/usage.error.js';
import { SandboxError } from './sandbox.error.js';

// Whoever read the output may be gone: `… | head`.
process.stdout.on('error', () => {});
try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof SandboxError)) throw error;
  process.stderr.write(`nestjs-wechat: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(args: readonly string[]): Promise<void> {
  const command = readCommandLine(args);
  switch (command.name) {
    case 'help':
      process.stdout.write(command.text);
      break;
    case 'version':
      process.stdout.write(`${readVersion()}\n`);
      break;
    case 'sandbox':
      await runSandbox(command.options);
      break;
    case 'rehearse':
      process.exitCode = (await runRehearsal(command.options)) ? 0 : 1;
      break;
  }
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
