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
import { Account, Match, OnScan, OnSubscribe, OnText, OpenId, Scene, WechatAccount, WechatModule } from 'nestjs-wechat';
import { parseXml } from '#lib/callback/xml';
import { PLATFORMS, startHost, type Host } from '../support/host.js';
import {
  eventMessage,
  NONCE,
  OPEN_ID,
  openReply,
  ORIGINAL_ID,
  push,
  SAFE,
  signedQuery,
  textMessage,
  type Mode,
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
    return `order ${id}`;
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
  forRoot: (extras: object, mode: Mode) => WechatModule.forRoot({ ...SAFE, mode, ...extras }),
  forRootAsync: (extras: object, mode: Mode) =>
    WechatModule.forRootAsync({ ...extras, useFactory: () => Promise.resolve({ ...SAFE, mode }) }),
} satisfies Record<string, (extras: object, mode: Mode) => DynamicModule>;

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
  let host: Host;

  beforeAll(async () => {
    const extras = {
      controllerDecorators: [Public()],
      ...(name === undefined ? {} : { name, path: `wechat/${name}` }),
    };
    host = await startHost(platform, {
      imports: [registrations[registration](extras, mode)],
      providers: [Bot, ...(hostile ? [{ provide: APP_GUARD, useClass: JwtGuard }] : [])],
      ...(hostile ? { configure: makeHostile } : {}),
    });
  });
  afterAll(() => host.app.close());

  test('verifies the URL', async () => {
    const response = await host.get(path, { ...signedQuery(SAFE), echostr: '<b>5837261940582716394</b>' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('<b>5837261940582716394</b>');
  });

  test.each([
    ['text', textMessage('你好 😀 ]]> <b>'), '你好 😀 ]]> <b>'],
    ['a RegExp', textMessage('order 42'), 'order 42'],
    ['a follow', eventMessage('subscribe', { EventKey: '' }), `welcome ${OPEN_ID} to ${account}`],
    ['a scan', eventMessage('SCAN', { EventKey: 's1', Ticket: 't' }), 'scene s1'],
    ['a follow by code', eventMessage('subscribe', { EventKey: 'qrscene_s1', Ticket: 't' }), 'scene s1'],
  ])('answers %s', async (_, message, expected) => {
    const response = await host.post(path, push(SAFE, mode, message));
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
    expect(reply).toEqual({ ToUserName: OPEN_ID, FromUserName: ORIGINAL_ID, MsgType: 'text', Content: expected });
    expect(Math.abs(Number(CreateTime) - Date.now() / 1000)).toBeLessThan(60);
  });

  test.each(['nothing', 'fail'])('acknowledges "%s" in the clear', async content => {
    const response = await host.post(path, push(SAFE, mode, textMessage(content)));
    expect([response.status, await response.text()]).toEqual([200, 'success']);
  });

  test('refuses a wrong signature with bytes of its own', async () => {
    const { query, body } = push(SAFE, mode, textMessage('x'));
    const wrong = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) };
    const response = await host.post(path, { query: wrong, body });
    expect([response.status, await response.text()]).toEqual([401, 'unauthorized']);
  });
});
