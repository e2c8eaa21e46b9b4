import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { Module, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WechatModule } from 'nestjs-wechat';
import type { MessageTree } from '#lib/messages/message-tree';
import { PLATFORMS, startHost } from './support/host.js';
import { readCodeBlocks, ROOT } from './support/readme.js';
import {
  eventMessage,
  OPEN_ID,
  openReply,
  PLAIN,
  push,
  signedQuery,
  textMessage,
  xmlMessage,
} from './support/wechat-side.js';

const READMES = ['README.md', 'README.zh-CN.md'];
/** Within the package, so that the blocks can import it by its name. */
const GENERATED = `${ROOT}/test/generated`;

describe('the READMEs', () => {
  test('have the same code, apart from comments', () => {
    const [english, chinese] = READMES.map(readme =>
      readCodeBlocks(readme).map(({ language, code }) => [language, code.replaceAll(/^\s*(\/\/|\/\*\*|#).*$/gm, '')]),
    );
    expect(chinese).toEqual(english);
  });

  test('name every TypeScript block', () => {
    const unnamed = READMES.flatMap(readCodeBlocks).filter(
      ({ language, file }) => language === 'ts' && file === undefined,
    );
    expect(unnamed).toEqual([]);
  });

  test('install and run what exists', () => {
    const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Record<string, Record<string, string>>;
    const commands = READMES.flatMap(readCodeBlocks)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.trim().split('\n'));
    for (const command of commands.filter(line => line.startsWith('npm '))) {
      const [, verb, ...names] = command.split(' ');
      if (verb === 'install')
        for (const name of names)
          expect({ ...manifest['peerDependencies'], 'nestjs-wechat': '' }).toHaveProperty([name]);
      else if (verb !== 'ci') expect(manifest['scripts']).toHaveProperty([verb ?? '']);
    }
  });
});

describe.each(READMES)('the code of %s', readme => {
  const blocks = readCodeBlocks(readme).filter(({ language }) => language === 'ts');
  const folder = `${GENERATED}/${readme}`;

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await Promise.all(blocks.map(({ file, code }) => writeFile(`${folder}/${file}`, code)));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const load = async (file: string) => (await import(/* @vite-ignore */ `${folder}/${file}`)) as Record<string, Type>;

  test('compiles', () => {
    const config = ts.getParsedCommandLineOfConfigFile(
      `${ROOT}/tsconfig.json`,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
    );
    const program = ts.createProgram(
      blocks.map(({ file }) => `${folder}/${file}`),
      config?.options ?? {},
    );
    const errors = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')]);
    expect(errors).toEqual([]);
  }, 60_000);

  describe.each(PLATFORMS)('runs on %s', platform => {
    test('the quick start, and its curl line', async () => {
      vi.stubEnv('WECHAT_APP_ID', PLAIN.appId).stubEnv('WECHAT_TOKEN', 'mytoken');
      const account = { ...PLAIN, token: 'mytoken' };
      const { AppModule } = await load('app.module.ts');
      const host = await startHost(platform, { imports: [AppModule as Type] });
      const ask = async (message: string) =>
        openReply(PLAIN, 'plain', await (await host.post('wechat', push(account, 'plain', message))).text())['Content'];
      expect(await (await host.get('wechat', { ...signedQuery(account), echostr: '42' })).text()).toBe('42');
      expect(await ask(eventMessage('subscribe'))).toBe(`Welcome, ${OPEN_ID}!`);
      expect(await ask(textMessage('order 42'))).toBe('Order 42 is on its way.');
      expect(await ask(textMessage('hello'))).toBe('You said: hello');
      expect(await runCurl(readme, host.origin)).toContain('You said: hello');
      await host.app.close();
      vi.unstubAllEnvs();
    });

    test('the handlers and the replies', async () => {
      const { ShopHandlers } = await load('shop.handlers.ts');
      const { Replies } = await load('replies.ts');
      const host = await startHost(platform, {
        imports: [WechatModule.forRoot(PLAIN)],
        providers: [ShopHandlers as Type, Replies as Type],
      });
      const ask = async (message: string): Promise<MessageTree | string> => {
        const body = await (await host.post('wechat', push(PLAIN, 'plain', message))).text();
        return body === 'success' ? body : openReply(PLAIN, 'plain', body);
      };
      expect(await ask(textMessage('members'))).toMatchObject({ Content: 'Hello, member.' });
      expect(await ask(textMessage('members').replace(OPEN_ID, 'xStranger'))).toMatchObject({
        Content: /^Sorry, xStranger/,
      });
      expect(await ask(eventMessage('SCAN', { EventKey: 'table_7' }))).toMatchObject({
        Content: 'You sit at table_7.',
      });
      const position = {
        MsgType: 'location',
        Location_X: '30.5',
        Location_Y: '120.25',
        Scale: '16',
        Label: '',
        MsgId: '1',
      };
      expect(await ask(xmlMessage(position))).toMatchObject({ Content: '30.5, 120.25' });
      expect(await ask(xmlMessage({ MsgType: 'image', PicUrl: 'p', MediaId: 'm' }))).toMatchObject({
        Content: 'Nice picture: p',
      });
      expect(await ask(textMessage('else'))).toMatchObject({ Content: 'I know nothing about text.' });
      for (const type of ['text', 'image', 'voice', 'video', 'music']) {
        expect(await ask(textMessage(type))).toMatchObject({ MsgType: type });
      }
      expect(await ask(eventMessage('CLICK', { EventKey: 'NEWS' }))).toMatchObject({ MsgType: 'news' });
      expect(await ask(textMessage('human'))).toMatchObject({ MsgType: 'transfer_customer_service' });
      expect(await ask(textMessage('quiet'))).toBe('success');
      await host.app.close();
    });

    test('the accounts', async () => {
      vi.stubEnv('WECHAT_SHOP_APP_ID', 'wxshop').stubEnv('WECHAT_SHOP_TOKEN', PLAIN.token);
      const { AccountsModule } = await load('accounts.module.ts');
      const host = await startHost(platform, { imports: [AccountsModule as Type] });
      const response = await host.post('wechat/shop', push(PLAIN, 'plain', textMessage('who')));
      expect(await response.text()).toContain('This is shop.');
      await host.app.close();
      vi.unstubAllEnvs();
    });

    test('the account behind a global guard', async () => {
      const { GuardedModule } = await load('guarded.module.ts');
      const guard: CanActivate = {
        canActivate: (context: ExecutionContext) => Reflect.getMetadata('isPublic', context.getClass()) === true,
      };
      const host = await startHost(platform, {
        imports: [GuardedModule as Type],
        providers: [{ provide: APP_GUARD, useValue: guard }],
      });
      const response = await host.get('wechat', { ...signedQuery({ appId: '', token: 'token' }), echostr: '42' });
      expect(await response.text()).toBe('42');
      await host.app.close();
    });
  });

  test('tests a handler', async () => {
    const { testGreeter } = (await load('greeter.test.ts')) as unknown as { testGreeter(): Promise<string> };
    expect(await testGreeter()).toContain('You said: hi');
  });

  test('runs a route of its own', async () => {
    const { OwnRoute, readXmlAsText } = await load('own-route.ts');
    @Module({ imports: [WechatModule.forRoot(PLAIN)], controllers: [OwnRoute as Type] })
    class OwnModule {}
    const host = await startHost('express', {
      imports: [OwnModule],
      configure: readXmlAsText as unknown as () => void,
    });
    const get = await host.get('my/own/route', { ...signedQuery(PLAIN), echostr: '42' });
    expect(await get.text()).toBe('42');
    const post = await host.post('my/own/route', push(PLAIN, 'plain', textMessage('你好')));
    expect([post.status, await post.text()]).toEqual([200, 'success']);
    await host.app.close();
  });
});

/** Runs the curl line of a README in a shell, with a stand-in for curl, which a machine may lack. */
async function runCurl(readme: string, origin: string): Promise<string> {
  const line = readCodeBlocks(readme).find(({ code }) => code.includes('curl -H'))?.code ?? '';
  const script = `curl() { printf '%s\\n' "$@"; }\n${line.replace('http://localhost:3000', origin)}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  const [, , , body = '', url = ''] = stdout.trim().split('\n');
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })).text();
}
