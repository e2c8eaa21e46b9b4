import { Injectable } from '@nestjs/common';
import { expect } from 'vitest';
import { Account, OAuthService, OnText, OpenId, TokenService, WechatAccount, WechatApi } from 'nestjs-wechat';
import { getCode } from './oauth.js';
import { startObservedApp, type ObservedApp, type ObservedAppSetup } from './observed-app.js';

const SAID = 'what nobody else may read';
const TOLD = 'what is told in private';
const REPLIED = 'the reply in private';
const REASON = 'a reason with secrets in it';

@Injectable()
class Everybody {
  @OnText(SAID) async answer(@OpenId() touser: string, @Account() { api, qrcodePool, tokens }: WechatAccount) {
    await api.kefu.send({ touser, msgtype: 'text', text: { content: TOLD } });
    await api.get(`/cgi-bin/user/info?openid=${touser}`).catch(() => undefined);
    await qrcodePool.acquire();
    await tokens.getTicket('jsapi');
    // Longer than its delivery waits.
    await new Promise(resolve => setTimeout(resolve, 50));
    return REPLIED;
  }
  @OnText('fail') fail() {
    throw new Error(REASON);
  }
}

/** An application in which everything can happen that is measured. */
export function startEverything({ imports = [] }: Pick<ObservedAppSetup, 'imports'> = {}): Promise<ObservedApp> {
  const delivery = { deadlineMs: 20, onOverrun: 'acknowledge' } as const;
  return startObservedApp({ providers: [Everybody], imports, options: { delivery } });
}

/**
 * Has everything happen.
 *
 * @returns what nobody may find in events, spans and measurements
 */
export async function doEverything({ sandbox, alice, app }: ObservedApp): Promise<string[]> {
  sandbox.fault.duplicateDeliveries();
  await alice.say(SAID);
  for (const content of [TOLD, REPLIED]) expect(await alice.nextMessage()).toMatchObject({ content });
  await alice.say('fail');
  sandbox.fault.apiError('/cgi-bin/menu/get', 45009);
  await app
    .get(WechatApi)
    .menu.get()
    .catch(() => undefined);
  const oauth = app.get(OAuthService);
  const code = await getCode(oauth, alice, 'snsapi_userinfo');
  const { openId } = await oauth.exchange(code);
  await oauth.getUser(openId);
  const { sceneId, leaseId, ticket, url } = await app.get(WechatAccount).qrcodePool.acquire();
  const tokens = app.get(TokenService);
  const messageIds = sandbox.deliveries.flatMap(
    ({ message }) => /<MsgId>(?:<!\[CDATA\[)?(\d+)/.exec(message)?.[1] ?? [],
  );
  expect(messageIds).not.toEqual([]);
  const secrets = [await tokens.getAccessToken(), await tokens.getTicket('jsapi'), sandbox.account().appSecret, code];
  return [...secrets, ticket, url, sceneId, leaseId, openId, ...messageIds, SAID, TOLD, REPLIED, REASON];
}
