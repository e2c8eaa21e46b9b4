import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { WechatSandbox, type Follower, type SandboxAccountOptions, type SandboxOptions } from 'nestjs-wechat/sandbox';

/** A push as a callback gets it. */
export interface ReceivedPush {
  /** From 1, of all that the server got. */
  readonly number: number;
  readonly request: IncomingMessage;
  readonly body: string;
}

/** Answers a push, or does not. */
export type Answer = (response: ServerResponse, push: ReceivedPush) => unknown;

/** A callback without a framework. */
export interface CallbackServer {
  readonly url: string;
  readonly pushes: readonly ReceivedPush[];
}

/** Listens until the test ends. */
export async function startCallback(answer: Answer): Promise<CallbackServer> {
  const pushes: ReceivedPush[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const push = { request, body: await text(request), number: pushes.length + 1 };
    pushes.push(push);
    answer(response, push);
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`, pushes };
}

/** A sandbox, and a follower of its account. */
export interface Meeting {
  readonly sandbox: WechatSandbox;
  readonly alice: Follower;
}

/** Lets somebody follow an account that has no callback yet; the sandbox stops when the test ends. */
export async function meet(
  account: SandboxAccountOptions = {},
  options: Omit<SandboxOptions, 'accounts'> = {},
): Promise<Meeting> {
  const sandbox = await WechatSandbox.start({ ...options, accounts: [account] });
  onTestFinished(() => sandbox.stop());
  const alice = sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
  return { sandbox, alice };
}
