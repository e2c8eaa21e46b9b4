import { styleText } from 'node:util';
import { WechatSandbox } from '../wechat-sandbox.js';
import { watchCallback } from './callback-watch.js';
import { DEFAULT_COMPONENT } from './defaults.js';
import type { SandboxCommandOptions } from './sandbox-options.js';
import { renderEnvironment, renderValues } from './settings.js';

/**
 * Runs a sandbox until SIGINT or SIGTERM, and prints what to configure in an application.
 *
 * @throws SandboxError where it cannot listen
 */
export async function runSandbox({ port, host, account }: SandboxCommandOptions): Promise<void> {
  const sandbox = await WechatSandbox.start({ port, host, accounts: [account], components: [DEFAULT_COMPONENT] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void sandbox.stop().then(() => process.exit(0)));
  }
  print(renderGreeting(sandbox));
  const { callbackUrl } = account;
  if (callbackUrl === undefined) print('Callback: none yet. Set it in the console, or with --callback.\n');
  else void watchCallback(sandbox.account(), callbackUrl, sandbox.clock, line => print(`Callback: ${line}\n`));
}

function renderGreeting(sandbox: WechatSandbox): string {
  const { origin } = sandbox;
  const credentials = sandbox.credentials();
  return `
WeChat runs at ${bold(origin)}: open it in a browser for a phone and the console. Ctrl+C stops it.

${bold('With nestjs-wechat')}, in .env:

${renderEnvironment(origin, credentials)}
${bold('With any other library')}:

${renderValues(origin, credentials)}
`;
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

function print(text: string): void {
  process.stdout.write(text);
}
