import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { ended, guard, started, type ProcessEnd } from './processes.js';
import { ROOT } from './readme.js';

/** The command `nestjs-wechat` in a process of its own. */
export interface Command {
  readonly exit: Promise<ProcessEnd>;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the command that `npm test` has built. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const child = spawn(process.execPath, [`${ROOT}/dist/sandbox/cli.js`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
  const guarding = guard();
  guarding.watch(started(child));
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output.stderr += text));
  const closed = once(child, 'close');
  const exit = ended(child).then(async end => {
    guarding.forget();
    await Promise.all([closed, guarding.release()]);
    return end;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    exit,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    kill: signal => void child.kill(signal),
  };
}

/** Runs the command to its end. */
export async function runCommand(...args: string[]) {
  const command = startCommand(args);
  const { code } = await command.exit;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

/** Listens on a free port. */
export async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port that is free now. */
export async function findFreePort(): Promise<number> {
  const { server, port } = await listen();
  server.close();
  return port;
}
