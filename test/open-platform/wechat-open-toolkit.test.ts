import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { beforeEach, describe, expect, test } from 'vitest';
import { OnCredential, OnImage, OnText, Reply, type CredentialContext, type WechatContext } from 'nestjs-wechat';
import type { Follower } from 'nestjs-wechat/sandbox';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { OAuthBrowser } from '../support/oauth-browser.js';
import { linkOf, PlatformBot, startPlatformApp, type PlatformApp } from '../support/open-platform.js';
import { ROOT } from '../support/readme.js';

const PUBLIC_URL = 'https://www.example.com';

@Injectable()
class Bot {
  readonly news: string[] = [];

  @OnCredential() heard({ credential, error }: CredentialContext) {
    this.news.push(error === undefined ? credential : `error: ${credential}`);
  }
  @OnText('voice') async voice({ account: { api } }: WechatContext<'text'>) {
    const media = { content: Buffer.concat([Buffer.from('#!AMR\n<'), Buffer.alloc(31)]), filename: 'v.amr' };
    return Reply.voice((await api.media.upload({ type: 'voice', media })).media_id);
  }
  @OnText('video') async video({ account: { api } }: WechatContext<'text'>) {
    const media = { content: Buffer.from('\0\0\0\x1cftypisom', 'latin1'), filename: 'v.mp4' };
    const { media_id: mediaId } = await api.media.upload({ type: 'video', media });
    return Reply.video({ mediaId, title: 'Title', description: 'Description' });
  }
  @OnText('music') async music({ account: { api } }: WechatContext<'text'>) {
    const media = { content: renderQrJpeg('a'), filename: 'a.jpg' };
    const { thumb_media_id: thumbMediaId } = await api.media.uploadThumb({ type: 'thumb', media });
    return Reply.music({ title: 'Title', musicUrl: 'https://www.example.com/a.mp3', thumbMediaId });
  }
  @OnImage() image({ message }: WechatContext<'image'>) {
    return Reply.image(message.MediaId);
  }
}

let app: PlatformApp;
let alice: Follower;
beforeEach(async () => {
  app = await startPlatformApp('express', {
    options: { publicUrl: PUBLIC_URL, authorizedUrl: '/done', autoTest: true },
    providers: [Bot],
  });
  await app.component.authorize('wxshop');
  alice = app.sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
});

const shop = () => app.service.account('wxshop');
const heard = () => app.app.get(PlatformBot).heard;
const news = () => app.app.get(Bot).news;

async function logIn(): Promise<string> {
  const { url = '' } = await alice.authorize(
    shop().oauth.authorizeUrl({ redirectUri: `${PUBLIC_URL}/back`, scope: 'snsapi_userinfo', state: '' }),
  );
  return new URL(url).searchParams.get('code') ?? '';
}

async function createOpenAccount(): Promise<string> {
  const { open_appid: openAppId } = await shop().api.openAccount.create({ appid: 'wxshop' });
  return openAppId;
}

/** By the first column of the table in the READMEs. */
const ROWS: Readonly<Record<string, () => Promise<void> | void>> = {
  'new WechatOpenToolkit({ list })': () => expect(app.service.componentAppId).toBe(app.component.componentAppId),
  'events()': () => expect(app.sandbox.deliveries[0]).toMatchObject({ verdict: 'acknowledged' }),
  'message(componentAppId)': async () =>
    expect(await alice.say('hi')).toMatchObject({ content: 'wxshop of open-platform: hi' }),
  'auth(componentAppId, redirectUrl, authType)': async () => {
    const browser = new OAuthBrowser(app.origin, PUBLIC_URL);
    const left = await browser.visit(app.service.authorizePageUrl({ authType: 1 }));
    const { url = '' } = await alice.authorizeComponent(linkOf(left), { account: 'wxshop' });
    expect((await browser.visit(url)).location).toMatch(/^https:\/\/www\.example\.com\/done\?authorization=/);
  },
  'autoTest(componentAppId)': async () => expect(await app.component.runReleaseTest()).toMatchObject({ passed: true }),
  'oauth(componentAppId, authorizerAppId, …)': async () => expect(await logIn()).not.toBe(''),
  'res.text()': async () => {
    for (const type of ['voice', 'video', 'music']) expect(await alice.say(type)).toMatchObject({ type });
    expect(await alice.say('text')).toMatchObject({ type: 'text' });
    expect(await alice.sendImage()).toMatchObject({ type: 'image' });
  },
  "on('component_verify_ticket')": () =>
    expect(heard()).toContain(`component.component_verify_ticket of ${app.component.componentAppId}`),
  "emit('component_verify_ticket', …)": async () => {
    await app.service.setVerifyTicket('ticket@@@other', new Date(0));
    expect(await app.service.inspectTickets()).toBe('on time');
  },
  "on('component_access_token')": () => expect(news()).toContain('component access token'),
  "on('authorizer_access_token')": async () => {
    await shop().tokens.getAccessToken();
    expect(news()).toContain('authorizer access token');
  },
  "on('authorizer_jsapi_ticket')": async () => {
    await shop().tokens.getTicket('jsapi');
    expect(news()).toContain('jsapi ticket');
  },
  "on('authorized')": () => expect(heard()).toContain('authorized wxshop'),
  "on('updateauthorized')": async () => {
    await app.component.authorize('wxshop');
    expect(heard()).toContain('updated wxshop');
  },
  "on('unauthorized')": async () => {
    await app.component.revoke('wxshop');
    expect(heard()).toContain('unauthorized wxshop');
  },
  "on('error')": async () => {
    await expect(app.service.account('wxgame').tokens.getAccessToken()).rejects.toThrow('has not authorized');
    expect(news()).toContain('error: authorizer access token');
  },
  'clearQuota()': () => app.service.clearQuota(),
  'getJsApiConfig()': async () =>
    expect(await shop().jssdk.sign(`${PUBLIC_URL}/`)).toMatchObject({ appId: 'wxshop', signature: expect.any(String) }),
  'getOauthAccessToken()': async () =>
    expect(await shop().oauth.exchange(await logIn())).toMatchObject({ openId: alice.openId }),
  'getUserInfo()': async () => {
    const { openId } = await shop().oauth.exchange(await logIn());
    expect(await shop().oauth.getUser(openId)).toMatchObject({ nickname: 'Alice' });
  },
  'send()': async () => {
    await shop().api.kefu.send({ touser: alice.openId, msgtype: 'text', text: { content: 'sent' } });
    expect(alice.inbox.at(-1)).toMatchObject({ content: 'sent' });
  },
  'getAuthorizerOptionInfo()': async () =>
    expect(await app.service.getOption('wxshop', 'voice_recognize')).toMatch(/^[01]$/),
  'setAuthorizerOption()': async () => {
    await app.service.setOption('wxshop', 'voice_recognize', '1');
    expect(await app.service.getOption('wxshop', 'voice_recognize')).toBe('1');
  },
  'createOpenAccount()': async () => expect(await createOpenAccount()).not.toBe(''),
  'bindOpenAccount()': async () => {
    const openAppId = await createOpenAccount();
    await shop().api.openAccount.unbind({ appid: 'wxshop', open_appid: openAppId });
    await shop().api.openAccount.bind({ appid: 'wxshop', open_appid: openAppId });
  },
  'unbindOpenAccount()': async () =>
    shop().api.openAccount.unbind({ appid: 'wxshop', open_appid: await createOpenAccount() }),
  'getOpenAccount()': async () => {
    const openAppId = await createOpenAccount();
    expect(await shop().api.openAccount.get({ appid: 'wxshop' })).toMatchObject({ open_appid: openAppId });
  },
};

describe('what wechat-open-toolkit does', () => {
  test.each(Object.keys(ROWS))('%s', row => ROWS[row]?.());

  test.each(['README.md', 'README.zh-CN.md'])('has its rows in %s', readme => {
    const text = readFileSync(`${ROOT}/${readme}`, 'utf8');
    const table = /^\| wechat-open-toolkit .*\n\|[ -|]+\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? '';
    const rows = [...table.matchAll(/^\| ([^|]*) \|/gm)].map(([, cell = '']) => cell.replaceAll('`', '').trim());
    const named = Object.keys(ROWS);
    expect(rows.map(row => named.find(name => row.startsWith(name)) ?? row)).toEqual(named);
  });
});
