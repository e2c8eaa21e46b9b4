#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { readCommandLine, UsageError } from './cli/command-line.js';
import { HELP } from './cli/help.js';
import { runSandbox } from './cli/run-sandbox.js';
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
  if (command.name === 'help') process.stdout.write(HELP);
  else if (command.name === 'version') process.stdout.write(`${readVersion()}\n`);
  else await runSandbox(command.options);
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
