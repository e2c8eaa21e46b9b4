import { Controller, Get, Injectable, Module, ParseIntPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';
import { sign } from '../../lib/callback/crypto.js';
import { Match, OnText, OpenId, Reply, WechatModule, type WechatContext } from 'nestjs-wechat';

@Injectable()
class Bot {
  @OnText('help') help(@OpenId() id: string) { return `help ${id}`; }
  @OnText(/^order (\d+)$/) order(@Match(1, ParseIntPipe) id: number) { return `order ${typeof id} ${id}`; }
  @OnText() echo(ctx: WechatContext<'text'>) { return ctx.message.Content; }
}
@Module({ imports: [WechatModule.forRoot({ appId: 'wx1', token: 'tok' })], providers: [Bot] })
class App {}

for (const platform of ['express', 'fastify']) test(platform, async () => {
  const app = platform === 'express' ? await NestFactory.create(App) : await NestFactory.create(App, new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const q = `timestamp=1&nonce=2&signature=${sign('tok', '1', '2')}`;
  console.log(await (await fetch(`${url}/wechat?${q}&echostr=55`)).text());
  for (const text of ['help', 'order 42', 'x<y]]>z'])
  console.log(await (await fetch(`${url}/wechat?${q}`, { method: 'POST', headers: {'content-type': 'text/xml'}, body: `<xml><ToUserName>gh</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content><![CDATA[${text.replace(']]>', ']]]]><![CDATA[>')}]]></Content><MsgId>1</MsgId></xml>` })).text());
  const r = await fetch(`${url}/wechat`, { method: 'POST', body: 'x' });
  console.log(r.status, await r.text());
  await app.close();
});
