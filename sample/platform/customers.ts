import { Injectable } from '@nestjs/common';
import { WechatError, type TokenHealth } from 'nestjs-wechat';
import { OpenPlatformService, type AuthorizerRecord } from 'nestjs-wechat/open-platform';

/** An account that authorized the platform, as its page shows it. */
export interface Customer extends Pick<AuthorizerRecord, 'appId' | 'state' | 'functions'> {
  /** `undefined` where WeChat does not tell any more. */
  readonly name: string | undefined;
  readonly picture: string | undefined;
  readonly isMiniProgram: boolean;
  readonly authorizedAt: Date;
  readonly token: TokenHealth;
  /** OpenIDs of some who follow it. */
  readonly followers: readonly string[];
}

const MOST_FOLLOWERS = 20;

/** The accounts that authorized the platform. A platform with many of them keeps their names itself, and shows a part of the list. */
@Injectable()
export class Customers {
  constructor(private readonly platform: OpenPlatformService) {}

  /** Those that can be served first, and of these the newest. */
  async list(): Promise<Customer[]> {
    const customers: Promise<Customer>[] = [];
    for await (const record of this.platform.listAuthorizers()) customers.push(this.describe(record));
    const all = await Promise.all(customers);
    return all.toSorted((one, other) => rank(other) - rank(one));
  }

  /** What an account is called; its AppID where WeChat does not tell. */
  async nameOf(appId: string): Promise<string> {
    const details = await whereToldBy(() => this.platform.getAuthorizer(appId));
    return details?.authorizer_info.nick_name ?? appId;
  }

  private async describe({ appId, state, functions, authorizedAt }: AuthorizerRecord): Promise<Customer> {
    const { tokens, api } = this.platform.account(appId);
    const isAuthorized = state === 'authorized';
    const details = isAuthorized ? await whereToldBy(() => this.platform.getAuthorizer(appId)) : undefined;
    const info = details?.authorizer_info;
    const isMiniProgram = info?.MiniProgramInfo !== undefined;
    const page = isAuthorized && !isMiniProgram ? await whereToldBy(() => api.user.list()) : undefined;
    return {
      appId,
      state,
      functions,
      name: info?.nick_name,
      picture: info?.head_img || undefined,
      isMiniProgram,
      authorizedAt: new Date(authorizedAt * 1000),
      token: await tokens.inspect(),
      followers: page?.data?.openid.slice(0, MOST_FOLLOWERS) ?? [],
    };
  }
}

function rank({ state, authorizedAt }: Customer): number {
  return state === 'authorized' ? Number(authorizedAt) : -1;
}

/** The page is good without what WeChat does not tell now. */
async function whereToldBy<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WechatError) return undefined;
    throw error;
  }
}
