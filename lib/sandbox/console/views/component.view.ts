import type { Authorization } from '../../component/authorization.js';
import { isAuthorizer } from '../../component/authorize-component.js';
import type { Component } from '../../component/component.js';
import type { World } from '../../world.js';
import type { AuthorizerView, ComponentView } from '../console.types.js';
import { toTokenViews } from './token.view.js';

/** A platform with its secrets, newest tokens and the newest of its authorizers. */
export function toComponentView({ accounts, origin }: World, component: Component, newest: number): ComponentView {
  const { componentAppId, componentAppSecret, token, encodingAESKey, nickname, eventsUrl, messageUrl } = component;
  const { tickets, ticketPushes, accessTokens, authorizations, releaseTest } = component;
  const all = authorizations.list();
  const others = accounts
    .filter(isAuthorizer)
    .filter(({ appId }) => authorizations.find(appId)?.isRevoked !== false)
    .slice(-newest);
  return {
    componentAppId,
    componentAppSecret,
    token,
    encodingAESKey,
    nickname,
    origin,
    eventsUrl,
    messageUrl,
    isPushingTickets: ticketPushes.isOn,
    ticket: tickets.newest,
    tokens: toTokenViews(accessTokens),
    authorizers: { total: all.length, newest: all.slice(-newest).toReversed().map(toAuthorizerView) },
    others: others.map(({ appId, nickname: name, type }) => ({ appId, nickname: name, type })),
    releaseTest,
  };
}

function toAuthorizerView(authorization: Authorization): AuthorizerView {
  const { account, permissionSets, isRevoked, authorizedAt, refreshToken, accessTokens } = authorization;
  const { appId, nickname, type } = account;
  const [token] = toTokenViews(accessTokens);
  return { appId, nickname, type, permissionSets, isRevoked, authorizedAt: authorizedAt * 1000, refreshToken, token };
}
