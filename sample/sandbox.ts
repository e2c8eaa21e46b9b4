import { WechatSandbox } from 'nestjs-wechat/sandbox';

/** A local WeChat with one account in safe mode and two people; Alice follows already. */
export async function startSandbox(): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start({
    port: Number(process.env['SANDBOX_PORT'] ?? 3001),
    accounts: [
      {
        appId: 'wx0000000000000000',
        token: 'sample_token',
        encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
        nickname: 'nestjs-wechat',
      },
    ],
  });
  sandbox.follower({ nickname: 'Alice' });
  sandbox.follower({ nickname: 'Bob' });
  return sandbox;
}
