// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import type { MessageEvent } from '@nestjs/common';
import { of, type Observable } from 'rxjs';
import {
  OnScan,
  OnScanLogin,
  OpenId,
  Reply,
  WechatLoginError,
  type LoginFailure,
  type ScanLoginContext,
  type ScanLoginService,
  type WechatContext,
  type WechatOptions,
} from 'nestjs-wechat';

/** What has to compile. */
export class Right {
  @OnScanLogin() text(context: ScanLoginContext) {
    return `${context.login.id} ${context.login.scannedAt.getTime()} ${String(context.login.newFollower)} ${context.openId}`;
  }
  @OnScanLogin({ account: 'shop' }) reply(): Reply {
    return Reply.text('x');
  }
  @OnScanLogin() refuse(context: ScanLoginContext) {
    return context.openId === 'o' ? context.reject('no') : 'welcome';
  }
  @OnScanLogin() async ask(context: ScanLoginContext): Promise<void> {
    context.askConfirmation(Reply.text('?'));
  }
  @OnScanLogin() observed() {
    return of('x');
  }
  @OnScanLogin() openId(@OpenId() openId: string) {
    return openId;
  }
  @OnScanLogin() any(context: WechatContext<'event.SCAN' | 'event.subscribe'>) {
    return context.scene;
  }
  @OnScanLogin() nothing() {}
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- a login has no pattern
  @OnScanLogin('scene') pattern() {}
  // @ts-expect-error -- a scan may be a follow
  @OnScanLogin() kind(_context: WechatContext<'event.SCAN'>) {}
  // @ts-expect-error -- an ordinary scan has no login
  @OnScan() scan(_context: ScanLoginContext) {}
  // @ts-expect-error -- a boolean is no reply
  @OnScanLogin() boolean() {
    return true;
  }
}

/** What `@Sse()` takes. */
export function events(logins: ScanLoginService, id: string): Observable<MessageEvent> {
  return logins.watch(id);
}

/** A cookie may be missing. */
export async function complete(logins: ScanLoginService, id?: string, secret?: string) {
  await logins.begin({ previous: { id, secret } });
  const { openId, newFollower, scannedAt } = await logins.complete(id, secret);
  const identity: [string, boolean, Date] = [openId, newFollower, scannedAt];
  // @ts-expect-error -- who scanned is told to the owner of the secret only
  void (await logins.status('id')).openId;
  return identity;
}

export function explain(error: unknown): LoginFailure | undefined {
  return error instanceof WechatLoginError ? error.failure : undefined;
}

export const options: WechatOptions = { appId: 'wx', scanLogin: { attemptSeconds: 60, confirmInChat: true } };
// @ts-expect-error -- no such option
export const wrong: WechatOptions = { appId: 'wx', scanLogin: { seconds: 60 } };
