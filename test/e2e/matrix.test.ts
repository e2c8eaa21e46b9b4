import {
  Catch,
  Injectable,
  SetMetadata,
  UnauthorizedException,
  VersioningType,
  type ArgumentsHost,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Account,
  getWechatToken,
  Match,
  OnScan,
  OnSubscribe,
  OnText,
  OpenId,
  Scene,
  WechatAccount,
  WechatApi,
  WechatModule,
  type WechatOptions,
} from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { parseXml } from '#lib/callback/xml';
import { PLATFORMS, startHost, type Host } from '../support/host.js';
import {
  NONCE,
  OPEN_ID,
  openReply,
  ORIGINAL_ID,
  push,
  SAFE,
  signedQuery,
  textMessage,
} from '../support/wechat-side.js';

const Public = () => SetMetadata('public', true);

/** As applications guard themselves: whatever is not public needs a token in the headers. */
@Injectable()
class JwtGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride('public', [context.getHandler(), context.getClass()])) return true;
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (!headers['authorization']) throw new UnauthorizedException();
    return true;
  }
}

/** Answers every error in the host's own form. */
@Catch()
class EnvelopeFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<{ status(code: number): { send(body: unknown): void } }>();
    response.status(200).send({ code: 1, message: error.message });
  }
}

function makeHostile(app: INestApplication): void {
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.useGlobalFilters(new EnvelopeFilter());
  app.useGlobalInterceptors({
    intercept: (_: ExecutionContext, next: { handle(): Observable<unknown> }) =>
      next.handle().pipe(map(data => ({ code: 0, data }))),
  });
  app.useGlobalPipes({
    transform() {
      throw new Error('This pipe lets nothing through.');
    },
  });
}

@Injectable()
class Bot {
  @OnSubscribe() welcome(@OpenId() openId: string, @Account() account: WechatAccount) {
    return `welcome ${openId} to ${account.name}`;
  }
  @OnScan() scanned(@Scene() scene: string) {
    return `scene ${scene}`;
  }
  @OnText(/^order (\d+)$/) order(@Match(1) id: string) {
    return `order no. ${id}`;
  }
  @OnText('fail') fail(): string {
    throw new Error('failed');
  }
  @OnText('nothing') nothing() {}
  @OnText() echo(context: { readonly message: { readonly Content: string } }) {
    return context.message.Content;
  }
}

const registrations = {
  forRoot: (extras: object, options: WechatOptions) => WechatModule.forRoot({ ...options, ...extras }),
  forRootAsync: (extras: object, options: WechatOptions) =>
    WechatModule.forRootAsync({ ...extras, useFactory: () => Promise.resolve(options) }),
} satisfies Record<string, (extras: object, options: WechatOptions) => DynamicModule>;

const matrix = PLATFORMS.flatMap(platform =>
  (['forRoot', 'forRootAsync'] as const).flatMap(registration =>
    (['plain', 'compatible', 'safe'] as const).flatMap(mode =>
      ([undefined, 'shop'] as const).flatMap(name =>
        [false, true].map(hostile => ({ platform, registration, mode, name, hostile })),
      ),
    ),
  ),
);

describe.each(matrix)('$platform, $registration, $mode, account $name, hostile $hostile', setup => {
  const { platform, registration, mode, name, hostile } = setup;
  const account = name ?? 'default';
  const path = `${hostile ? 'api/' : ''}wechat${name === undefined ? '' : `/${name}`}`;
  let sandbox: WechatSandbox;
  let host: Host;

  beforeAll(async () => {
    sandbox = await WechatSandbox.start({ accounts: [{ ...SAFE, mode }] });
    const extras = {
      controllerDecorators: [Public()],
      ...(name === undefined ? {} : { name, path: `wechat/${name}` }),
    };
    host = await startHost(platform, {
      imports: [registrations[registration](extras, sandbox.credentials())],
      providers: [Bot, ...(hostile ? [{ provide: APP_GUARD, useClass: JwtGuard }] : [])],
      ...(hostile ? { configure: makeHostile } : {}),
    });
    await sandbox.setCallback(`${host.origin}/${path}`);
  });
  afterAll(async () => {
    await host.app.close();
    await sandbox.stop();
  });

  /** The last push was answered at once, with nothing but this text, in the form of the mode. */
  function expectReply(content: string): void {
    const { openId = '', answer = '', verdict, attempts = [] } = sandbox.deliveries.at(-1) ?? {};
    const [attempt, ...more] = attempts;
    const { CreateTime, ...reply } = parseXml(answer);
    const { originalId } = sandbox.account();
    expect([verdict, more]).toEqual(['replied', []]);
    expect(attempt?.response?.body.includes('<Encrypt>')).toBe(mode !== 'plain');
    expect(reply).toEqual({ ToUserName: openId, FromUserName: originalId, MsgType: 'text', Content: content });
    expect(Math.abs(Number(CreateTime) - Date.now() / 1000)).toBeLessThan(60);
  }

  test('talks to its followers', async () => {
    const alice = sandbox.follower();
    const welcome = `welcome ${alice.openId} to ${account}`;
    expect(await alice.follow()).toMatchObject({ type: 'text', content: welcome, from: 'reply' });
    expectReply(welcome);
    for (const [text, answer] of [
      ['你好 😀 ]]> <b>', '你好 😀 ]]> <b>'],
      ['order 42', 'order no. 42'],
    ] as const) {
      expect(await alice.say(text)).toMatchObject({ content: answer });
      expectReply(answer);
    }
    for (const text of ['nothing', 'fail']) {
      expect(await alice.say(text)).toBeUndefined();
      // In the clear, and not asked for again.
      expect(sandbox.deliveries.at(-1)).toMatchObject({
        verdict: 'acknowledged',
        attempts: [{ number: 1, response: { status: 200, body: 'success' } }],
      });
    }
    expect(alice.inbox).toHaveLength(3);
  });

  test('hears who scans its codes, followers and others', async () => {
    const { qrcode } = host.app.get<WechatApi>(getWechatToken(WechatApi, name));
    const code = await qrcode.create({
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: 's1' } },
      expire_seconds: 60,
    });
    const bob = sandbox.follower();
    expect(await bob.scan(code)).toMatchObject({ content: 'scene s1' });
    expectReply('scene s1');
    expect(bob.isFollowing).toBe(true);
    expect(await bob.scan(code)).toMatchObject({ content: 'scene s1' });
    expectReply('scene s1');
    expect(sandbox.deliveries.slice(-2).map(({ kind }) => kind)).toEqual(['event.subscribe', 'event.SCAN']);
  });

  test('verifies the URL with plain text', async () => {
    const response = await host.get(path, { ...signedQuery(SAFE), echostr: '<b>5837261940582716394</b>' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('<b>5837261940582716394</b>');
  });

  test('answers with XML', async () => {
    const response = await host.post(path, push(SAFE, mode, textMessage('hello')));
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(body.includes('<Encrypt>')).toBe(mode !== 'plain');
    if (mode !== 'plain') {
      const { TimeStamp, Nonce } = parseXml(body);
      expect(Math.abs(Number(TimeStamp) - Date.now() / 1000)).toBeLessThan(60);
      expect(Nonce).toBe(NONCE);
    }
    const { CreateTime, ...reply } = openReply(SAFE, mode, body);
    expect(reply).toEqual({ ToUserName: OPEN_ID, FromUserName: ORIGINAL_ID, MsgType: 'text', Content: 'hello' });
    expect(Math.abs(Number(CreateTime) - Date.now() / 1000)).toBeLessThan(60);
  });

  test('refuses a wrong signature with bytes of its own', async () => {
    const { query, body } = push(SAFE, mode, textMessage('x'));
    const wrong = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) };
    const response = await host.post(path, { query: wrong, body });
    expect([response.status, await response.text()]).toEqual([401, 'unauthorized']);
  });
});
