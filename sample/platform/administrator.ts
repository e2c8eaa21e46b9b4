import type { WechatSandbox } from 'nestjs-wechat/sandbox';

/** Who gave an authorization, and takes it back at WeChat (公众号后台「授权管理」). With the sandbox that is done on the page. */
export class Administrator {
  constructor(private readonly sandbox: WechatSandbox | undefined) {}

  /** Whether there is one on this machine. */
  get isHere(): boolean {
    return this.sandbox !== undefined;
  }

  /** Takes the authorization of an account back, unless that has been done. */
  async revoke(appId: string): Promise<void> {
    const component = this.sandbox?.component();
    if (component?.authorizations.find(appId)?.isRevoked === false) await component.revoke(appId);
  }
}
