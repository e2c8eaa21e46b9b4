import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { ROOT } from './readme.js';

/** The first half of `nest start`, of which the second comes with each test. */
export async function buildSample(): Promise<void> {
  await promisify(execFile)(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'sample'], {
    cwd: ROOT,
  });
}

/** The sample while it runs. */
export interface Sample {
  /** Where people log in. */
  readonly site: string;
  /** Address of the site on this machine. */
  readonly local: string;
  /** Where the application hears WeChat. */
  readonly callback: string;
  /** Where accounts authorize the platform; `undefined` where the site is none. */
  readonly platform: string | undefined;
  /** The address of the sandbox; `undefined` where there is none. */
  readonly sandbox: string | undefined;
}

/** Starts the sample as `npm start` does, and reads the addresses that it prints. */
export async function startSample(
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Sample> {
  // The site has to know its port before it listens: WeChat leads people back to it.
  const port = await findFreePort();
  const child = spawn(process.execPath, ['--enable-source-maps', 'sample/dist/main.js', ...flags], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 60_000 }).toContain('Press Ctrl+C');
  const address = (name: string) => new RegExp(`^ *${name} +(http\\S+)`, 'm').exec(output)?.[1];
  return {
    site: address('The site') ?? '',
    local: `http://localhost:${port}`,
    callback: address('The callback') ?? '',
    platform: address('The platform'),
    sandbox: address('WeChat'),
  };
}

/** A port that is free now, and that no system gives out by itself. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const port = 30_000 + Math.floor(Math.random() * 2768);
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    await new Promise(resolve => server.close(resolve));
    if (isFree) return port;
  }
}
