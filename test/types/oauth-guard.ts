// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import { Controller, Get, ParseArrayPipe, UseGuards, type CanActivate } from '@nestjs/common';
import { APP_GUARD, ModuleRef } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import {
  OAuthGuard,
  OAuthSessions,
  OAuthUser,
  type HostRequest,
  type HostResponse,
  type OAuthGuardOptions,
  type OAuthIdentity,
  type OAuthService,
  type WechatOptions,
} from 'nestjs-wechat';

/** What has to compile. */
@Controller()
@UseGuards(OAuthGuard)
export class Right {
  @Get() all(@OAuthUser() user: OAuthIdentity) {
    return user.openId;
  }
  @Get() one(@OAuthUser('openId') openId: string, @OAuthUser('unionId') unionId: string | undefined) {
    return [openId, unionId];
  }
  @Get() piped(@OAuthUser('scope', ParseArrayPipe, new ParseArrayPipe()) scope: string[]) {
    return scope;
  }
  @Get() @UseGuards(OAuthGuard.with({ scope: 'snsapi_userinfo' })) profile() {}
  @Get() @UseGuards(OAuthGuard.with({ account: 'site', scope: 'snsapi_login' })) site() {}
  @Get() @UseGuards(OAuthGuard.with({ account: undefined, scope: undefined })) defaults() {}
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- an identity holds no tokens
  token(@OAuthUser('accessToken') token: string) {
    return token;
  }
  // @ts-expect-error -- a method is no parameter
  @OAuthUser() method() {}
  // @ts-expect-error -- no such scope
  @UseGuards(OAuthGuard.with({ scope: 'snsapi_privateinfo' })) scope() {}
  // @ts-expect-error -- scopes are asked for one at a time
  @UseGuards(OAuthGuard.with({ scope: ['snsapi_base', 'snsapi_userinfo'] })) scopes() {}
  // @ts-expect-error -- an account is known by its name
  @UseGuards(OAuthGuard.with({ appId: 'wx' })) account() {}
  // @ts-expect-error -- without options it is the class itself
  @UseGuards(OAuthGuard.with()) nothing() {}
}

export const global = { provide: APP_GUARD, useClass: OAuthGuard.with({ scope: 'snsapi_base' }) };
export const instance = (modules: ModuleRef): CanActivate => new OAuthGuard(modules);
export const guardOptions: OAuthGuardOptions = { account: 'shop' };

/** Sessions of a host on Express, by its own types. */
export class ExpressSessions extends OAuthSessions {
  find(request: Request & { session?: { user?: OAuthIdentity } }) {
    return request.session?.user;
  }
  begin(_request: Request, response: Response, identity: OAuthIdentity) {
    response.cookie('user', identity.openId);
  }
  async end(_request: Request, response: Response) {
    response.clearCookie('user');
  }
}

/** And on Fastify. */
export class FastifySessions extends OAuthSessions {
  async find(request: FastifyRequest & { user?: OAuthIdentity }) {
    return request.user;
  }
  begin(_request: FastifyRequest, reply: FastifyReply, identity: OAuthIdentity) {
    void reply.header('user', identity.openId);
  }
  end() {}
}

export class WrongSessions extends OAuthSessions {
  // @ts-expect-error -- an id alone says nothing about scope and snapshot
  find(request: HostRequest) {
    return request.headers.cookie;
  }
  begin() {}
  // @ts-expect-error -- the browser waits for it
  end() {
    return 5;
  }
}

/** Requests and responses of both platforms are what sessions take. */
export async function signOut(
  { sessions }: OAuthService,
  [request, response]: [Request, Response],
  [fastifyRequest, reply]: [FastifyRequest, FastifyReply],
  stream: IncomingMessage,
) {
  await sessions.end(request, response);
  await sessions.end(fastifyRequest, reply);
  const response2: HostResponse = reply;
  await sessions.begin(request, response2, { openId: 'o', unionId: undefined, scope: [], isSnapshotUser: false });
  // @ts-expect-error -- an identity says whether it is a snapshot
  await sessions.begin(request, response, { openId: 'o', unionId: undefined, scope: [] });
  const identity = await sessions.find(stream);
  // @ts-expect-error -- nobody may be logged in
  return identity.openId;
}

export const options: WechatOptions = {
  appId: 'wx',
  publicUrl: 'https://www.example.com',
  oauth: { session: { secret: 's'.repeat(32), lifeSeconds: 60, cookieName: 'sid' }, sessions: new ExpressSessions() },
};
// @ts-expect-error -- the life is in seconds
export const wrong: WechatOptions = { appId: 'wx', oauth: { session: { lifeMs: 60 } } };
