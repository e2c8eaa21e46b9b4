import { createServer, request as httpRequest } from 'node:http';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { Body, Controller, Get, Injectable, Module, Post, type INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import { finalize } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CallbackService, OnText, WechatModule } from 'nestjs-wechat';
import { PLATFORMS, startHost, type HostSetup, type Platform } from '../support/host.js';
import {
  openReply,
  PLAIN,
  push,
  SAFE,
  signedQuery,
  textMessage,
  OPEN_ID,
  ORIGINAL_ID,
  type Mode,
} from '../support/wechat-side.js';

@Injectable()
class Bot {
  @OnText('boom') boom(): string {
    throw new Error('boom');
  }
  @OnText() echo(context: { readonly message: { readonly Content: string } }) {
    return context.message.Content;
  }
}

@Controller('own')
class OwnController {
  @Post() create(@Body() body: unknown) {
    return { body };
  }
}

const CONTENT = '你好 😀 ]]> \\ <b>';
const jsonMessage = JSON.stringify({
  ToUserName: ORIGINAL_ID,
  FromUserName: OPEN_ID,
  CreateTime: 1_700_000_000,
  MsgType: 'text',
  Content: CONTENT,
  MsgId: '@',
}).replace('"@"', '23456789012345678');

async function start(platform: Platform, setup: Partial<HostSetup> = {}, options = {}) {
  const host = await startHost(platform, {
    imports: [
      WechatModule.forRoot({ ...PLAIN, ...options }),
      WechatModule.forRoot({ ...SAFE, name: 'safe', path: 'safe', ...options }),
    ],
    providers: [Bot],
    controllers: [OwnController],
    ...setup,
  });
  onTestFinished(() => host.app.close());
  const say = (mode: Mode, contentType: string, message = textMessage(CONTENT)) =>
    host.post(mode === 'plain' ? 'wechat' : 'safe', push(SAFE, mode, message), {
      headers: { 'content-type': contentType },
    });
  return { ...host, say };
}

const asExpress = (app: INestApplication) => app as NestExpressApplication;
const asFastify = (app: INestApplication) => app as NestFastifyApplication;

const hosts: readonly (readonly [string, Platform, Partial<HostSetup>])[] = [
  ...PLATFORMS.flatMap(platform => [
    ['as it is', platform, {}] as const,
    ['rawBody: true', platform, { options: { rawBody: true } }] as const,
    ['bodyParser: false', platform, { options: { bodyParser: false } }] as const,
  ]),
  ['a text parser', 'express', { configure: app => asExpress(app).useBodyParser('text', { type: '*/*' }) }],
  ['a raw parser', 'express', { configure: app => asExpress(app).useBodyParser('raw', { type: '*/*' }) }],
  ['express.text()', 'express', { configure: app => app.use(express.text({ type: 'text/xml' })) }],
  ['express.raw()', 'express', { configure: app => app.use(express.raw({ type: () => true })) }],
  ['no query parser', 'express', { configure: app => asExpress(app).set('query parser', false) }],
  [
    'a text parser',
    'fastify',
    {
      configure: app =>
        asFastify(app)
          .getHttpAdapter()
          .getInstance()
          .addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => done(null, body)),
    },
  ],
  ['a raw parser', 'fastify', { configure: app => asFastify(app).useBodyParser('text/xml') }],
  ['a catch-all parser', 'fastify', { configure: app => asFastify(app).useBodyParser('*') }],
];

describe.each(hosts)('a host with %s on %s', (_, platform, setup) => {
  test.each(['plain', 'safe'] as const)('answers in %s mode', async mode => {
    const { say } = await start(platform, setup);
    const response = await say(mode, 'text/xml');
    expect(response.status).toBe(200);
    expect(openReply(SAFE, mode, await response.text())).toMatchObject({ Content: CONTENT });
  });
});

describe.each(PLATFORMS)('on %s', platform => {
  test.each(['text/xml', 'application/xml', 'text/plain', 'text/xml; charset=utf-8', 'application/octet-stream'])(
    'XML may come as %s',
    async contentType => {
      const { say } = await start(platform);
      const response = await say('plain', contentType);
      expect(openReply(SAFE, 'plain', await response.text())).toMatchObject({ Content: CONTENT });
    },
  );

  test.each(['application/json', 'application/x-www-form-urlencoded'])(
    'a body that a parser made an object of (%s) is 400, and the log names the fix',
    async contentType => {
      const { say, logger, origin } = await start(platform);
      const response = await say('plain', contentType, contentType.endsWith('json') ? jsonMessage : textMessage('a=b'));
      expect([response.status, await response.text()]).toEqual([400, 'bad request']);
      logger.assertLogged({ level: 'warn', message: /rawBody: true/ });
      const own = await fetch(`${origin}/own`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      });
      expect(await own.json()).toEqual({ body: { a: 1 } });
    },
  );

  test.each(['plain', 'safe'] as const)('JSON works in %s mode with rawBody: true', async mode => {
    const { say } = await start(platform, { options: { rawBody: true } }, { dataFormat: 'json' });
    const response = await say(mode, 'application/json', jsonMessage);
    const reply = JSON.parse(await response.text()) as Record<string, unknown>;
    if (mode === 'plain') expect(reply).toMatchObject({ Content: CONTENT, MsgType: 'text' });
    else expect(Object.keys(reply)).toEqual(['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce']);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test.each(['plain', 'safe'] as const)('JSON sent as text works in %s mode with nothing configured', async mode => {
    const { say } = await start(platform, {}, { dataFormat: 'json' });
    expect((await say(mode, 'text/plain', jsonMessage)).status).toBe(200);
  });

  test.each(['text/xml', 'application/x-unknown'])('other routes treat %s as they did before', async contentType => {
    const post = async (imports: HostSetup['imports']) => {
      const host = await startHost(platform, { imports: imports ?? [], controllers: [OwnController] });
      onTestFinished(() => host.app.close());
      const answers = [];
      for (const path of ['own', 'nowhere']) {
        const response = await host.post(
          path,
          { query: {}, body: '<xml></xml>' },
          { headers: { 'content-type': contentType } },
        );
        answers.push([response.status, await response.text()]);
      }
      return answers;
    };
    const [own, nowhere] = await post([WechatModule.forRoot(PLAIN)]);
    const [ownBefore, nowhereBefore] = await post([]);
    expect(own).toEqual(ownBefore);
    expect(nowhere?.[0]).toBe(nowhereBefore?.[0]);
  });

  test('an account without a token has no route', async () => {
    const withoutToken = { appId: 'wx1' };
    const { get, post } = await start(platform, {
      imports: [
        WechatModule.forRoot({ ...withoutToken, name: 'sync', path: 'sync' }),
        WechatModule.forRootAsync({ name: 'async', path: 'async', useFactory: () => withoutToken }),
      ],
    });
    for (const path of ['sync', 'async']) {
      expect((await get(path, { ...signedQuery(PLAIN), echostr: '1' })).status).toBe(404);
      expect([404, 415]).toContain((await post(path, push(PLAIN, 'plain', textMessage('x')))).status);
    }
  });

  test('a route of the host may serve the callback', async () => {
    @Controller('my/own/route')
    class RouteController {
      constructor(private readonly callback: CallbackService) {}
      @Get() async verify() {
        return (await this.callback.handle({ method: 'GET', query: { ...signedQuery(PLAIN), echostr: 'own' } })).body;
      }
    }
    @Module({ imports: [WechatModule.forRoot(PLAIN)], controllers: [RouteController] })
    class RouteModule {}
    const { get } = await start(platform, { imports: [RouteModule] });
    expect(await (await get('my/own/route', {})).text()).toBe('own');
  });

  test('a host that answers first is left alone', async () => {
    const { say, logger } = await start(platform, {
      configure: app =>
        app.useGlobalInterceptors({
          intercept: (context, next) => {
            const response = context
              .switchToHttp()
              .getResponse<{ raw?: { end(text: string): void }; end?(text: string): void }>();
            (response.raw ?? response).end?.('busy');
            return next.handle();
          },
        }),
    });
    expect(await (await say('plain', 'text/xml')).text()).toBe('busy');
    expect(logger.filter({ level: 'error' })).toEqual([]);
  });

  test('a sender that breaks off hangs and crashes nothing', async () => {
    const { origin, say, logger } = await start(platform);
    const { port } = new URL(origin);
    const query = String(new URLSearchParams(signedQuery(PLAIN)));
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /wechat?${query} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\n<xml>`,
    );
    socket.destroy();
    await expect.poll(() => logger.filter({ level: 'warn' }).length, { timeout: 5000 }).toBe(1);
    logger.assertLogged({ message: /broke off/ });
    expect((await say('plain', 'text/xml')).status).toBe(200);
  });

  test('a sender that is gone before a guard is done leaves nothing pending', async () => {
    let done = 0;
    const gate = new EventEmitter();
    const { origin, logger } = await start(platform, {
      configure: app => {
        app.useGlobalGuards({ canActivate: async () => (gate.emit('guard'), await once(gate, 'go on'), true) });
        app.useGlobalInterceptors({ intercept: (_, next) => next.handle().pipe(finalize(() => (done += 1))) });
      },
    });
    const query = String(new URLSearchParams(signedQuery(PLAIN)));
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const guarded = once(gate, 'guard');
    socket.write(
      `POST /wechat?${query} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\n<xml>`,
    );
    await guarded;
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    gate.emit('go on');
    await expect.poll(() => done).toBe(1);
    logger.assertLogged({ level: 'warn', message: /broke off/ });
  });

  test('HEAD answers like GET, without a body', async () => {
    const { origin } = await start(platform);
    const query = String(new URLSearchParams({ ...signedQuery(PLAIN), echostr: '1' }));
    const response = await fetch(`${origin}/wechat?${query}`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

test('a server without Nest may serve the callback', async () => {
  const host = await startHost('express', { imports: [WechatModule.forRoot(SAFE)], providers: [Bot] });
  onTestFinished(() => host.app.close());
  const callback = host.app.get(CallbackService);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams);
      void callback.handle({ method: request.method ?? '', query, body: Buffer.concat(chunks) }).then(answer => {
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
  }).listen(0);
  onTestFinished(() => void server.close());
  const { query, body } = push(SAFE, 'safe', textMessage('hello'));
  const { port } = server.address() as { port: number };
  const outgoing = httpRequest({ port, method: 'POST', path: `/?${String(new URLSearchParams(query))}` }).end(body);
  const [incoming] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  expect(openReply(SAFE, 'safe', Buffer.concat(chunks).toString())).toMatchObject({ Content: 'hello' });
});
