import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  CallbackService,
  getWechatToken,
  InjectWechat,
  OnText,
  wechatConfig,
  wechatConfigFor,
  WechatAccount,
  WechatConfigError,
  WechatModule,
  type WechatOptions,
} from 'nestjs-wechat';

const options: WechatOptions = { appId: 'wx1', token: 'token' };

async function boot(...imports: DynamicModule['imports'] & object) {
  class AppModule {}
  const app = await NestFactory.createApplicationContext(
    { module: AppModule, imports },
    { logger: false, abortOnError: false },
  );
  onTestFinished(() => app.close());
  return app;
}

@Injectable()
class OptionsFactory {
  createWechatOptions(): WechatOptions {
    return options;
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class OptionsModule {}

describe('registration', () => {
  test.each<[string, DynamicModule]>([
    ['forRoot', WechatModule.forRoot(options)],
    ['useFactory', WechatModule.forRootAsync({ useFactory: () => options })],
    ['an async useFactory', WechatModule.forRootAsync({ useFactory: () => Promise.resolve(options) })],
    [
      'inject',
      WechatModule.forRootAsync({
        imports: [OptionsModule],
        inject: [OptionsFactory],
        useFactory: (factory: OptionsFactory) => factory.createWechatOptions(),
      }),
    ],
    ['useClass', WechatModule.forRootAsync({ useClass: OptionsFactory })],
    ['useExisting', WechatModule.forRootAsync({ imports: [OptionsModule], useExisting: OptionsFactory })],
  ])('by %s', async (_, registration) => {
    const app = await boot(registration);
    expect(app.get(WechatAccount)).toMatchObject({ name: 'default', appId: 'wx1' });
    expect(app.get(CallbackService)).toBeInstanceOf(CallbackService);
  });

  test('by the environment, for the default and a named account', async () => {
    vi.stubEnv('WECHAT_APP_ID', 'wxenv').stubEnv('WECHAT_SHOP_APP_ID', 'wxshop');
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = await boot(
      WechatModule.forRootAsync(wechatConfig.asProvider()),
      WechatModule.forRootAsync({ name: 'shop', path: 'wechat/shop', ...wechatConfigFor('shop').asProvider() }),
    );
    expect(app.get(WechatAccount)).toMatchObject({ name: 'default', appId: 'wxenv' });
    expect(app.get(getWechatToken(WechatAccount, 'shop'))).toMatchObject({ name: 'shop', appId: 'wxshop' });
  });

  test('gives services of a named account by @InjectWechat', async () => {
    @Injectable()
    class Shop {
      constructor(
        readonly main: WechatAccount,
        @InjectWechat(WechatAccount, 'shop') readonly shop: WechatAccount,
        @InjectWechat(WechatAccount) readonly alsoMain: WechatAccount,
      ) {}
    }
    @Module({ providers: [Shop] })
    class ShopModule {}
    const app = await boot(
      WechatModule.forRoot(options),
      WechatModule.forRoot({ name: 'shop', path: 'shop', appId: 'wxshop', token: 'token' }),
      ShopModule,
    );
    const { main, shop, alsoMain } = app.get(Shop);
    expect([main.appId, shop.appId]).toEqual(['wx1', 'wxshop']);
    expect(alsoMain).toBe(main);
  });

  test('keeps the services of an account to the module that imports it, where it is not global', async () => {
    @Module({ imports: [WechatModule.forRoot({ ...options, isGlobal: false })], exports: [WechatModule] })
    class Inner {}
    @Injectable()
    class Outsider {
      constructor(readonly account: WechatAccount) {}
    }
    @Module({ providers: [Outsider] })
    class Outer {}
    await expect(boot(Inner, Outer)).rejects.toThrow(/can't resolve dependencies of the Outsider/);
    @Module({ imports: [Inner], providers: [Outsider] })
    class Insider {}
    expect((await boot(Insider)).get(Outsider).account.appId).toBe('wx1');
  });

  test('two applications in one process do not meet', async () => {
    const seen: string[] = [];
    class Bot {
      @OnText() text() {
        seen.push('heard');
      }
    }
    const one = await boot(WechatModule.forRoot(options), { module: Bot, providers: [Bot] });
    const two = await boot(WechatModule.forRoot(options));
    expect(one.get(WechatAccount)).not.toBe(two.get(WechatAccount));
  });
});

describe('boot fails with a WechatConfigError', () => {
  test.each<[string, DynamicModule[], RegExp]>([
    [
      'where the default account is registered twice',
      [WechatModule.forRoot(options), WechatModule.forRoot({ ...options, path: 'other' })],
      /account 'default' is registered twice.*another name/,
    ],
    [
      'where a name is used twice',
      [
        WechatModule.forRoot({ ...options, name: 'shop' }),
        WechatModule.forRoot({ ...options, name: 'shop', path: 'other' }),
      ],
      /account 'shop' is registered twice/,
    ],
    [
      'where a path is used twice',
      [WechatModule.forRoot(options), WechatModule.forRoot({ ...options, name: 'shop', path: '/wechat/' })],
      /'default' and 'shop' both use the path 'wechat'.*path: 'wechat\/shop'/,
    ],
    [
      'where an option is wrong',
      [WechatModule.forRoot({ ...options, mode: 'safe' })],
      /account 'default': option encodingAESKey/,
    ],
    [
      'where a factory returns nothing',
      [WechatModule.forRootAsync({ name: 'shop', useFactory: () => undefined as never })],
      /'shop' returned no options/,
    ],
  ])('%s', async (_, imports, message) => {
    const failed = boot(...imports);
    await expect(failed).rejects.toThrow(WechatConfigError);
    await expect(failed).rejects.toThrow(message);
  });

  test('where an account without a token would stand in front of one that has one', async () => {
    const tokenless = WechatModule.forRootAsync({ name: 'web', useFactory: () => ({ appId: 'wx2' }) });
    await expect(boot(tokenless, WechatModule.forRoot(options))).rejects.toThrow(/both use the path 'wechat'/);
    await expect(boot(WechatModule.forRoot(options), tokenless)).rejects.toThrow(/both use the path 'wechat'/);
    await boot(tokenless, WechatModule.forRootAsync({ useFactory: () => ({ appId: 'wx1' }) }));
  });

  test('but accounts without a callback share a path', async () => {
    await boot(WechatModule.forRoot({ appId: 'wx1' }), WechatModule.forRoot({ appId: 'wx2', name: 'worker' }));
  });
});
