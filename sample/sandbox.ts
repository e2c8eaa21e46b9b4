import { WechatSandbox } from 'nestjs-wechat/sandbox';

/** A local WeChat with an account in safe mode, two accounts of others that may authorize the platform, and two people. */
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
      { appId: 'wx1111111111111111', nickname: '街角咖啡', principal: '街角咖啡馆' },
      { appId: 'wx2222222222222222', nickname: '周末市集', principal: '周末市集', type: 'mini-program' },
    ],
    components: [{ componentAppId: 'wx9999999999999999', nickname: 'nestjs-wechat 平台' }],
  });
  sandbox.follower({ nickname: 'Alice' });
  sandbox.follower({ nickname: 'Bob' });
  return sandbox;
}
