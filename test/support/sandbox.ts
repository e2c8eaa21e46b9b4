import type { ApiCall, WechatSandbox } from 'nestjs-wechat/sandbox';

/** The calls of a path, oldest first. */
export function callsOf(sandbox: WechatSandbox, path: string): readonly ApiCall[] {
  return sandbox.calls.filter(call => call.path === path);
}

/** How often a path was called. */
export function countCalls(sandbox: WechatSandbox, path: string): number {
  return callsOf(sandbox, path).length;
}
