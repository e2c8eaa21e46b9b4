import {
  Controller,
  Get,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import { onTestFinished } from 'vitest';
import {
  OAuthExchangeStore,
  OAuthGuard,
  OAuthService,
  OAuthUser,
  WechatModule,
  WechatStoreError,
  type HostRequest,
  type HostResponse,
  type OAuthIdentity,
  type WechatOptions,
} from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost, type Host, type Platform } from './host.js';
import { OAuthBrowser, type Answer } from './oauth-browser.js';

export const PUBLIC_URL = 'https://www.example.com';
export const SHOP = 'wx00000000000000a1';
export const SITE = 'wx00000000000000b2';

@Controller()
export class Pages {
  constructor(private readonly oauth: OAuthService) {}

  @Get('me')
  @UseGuards(OAuthGuard)
  me(@OAuthUser() user: OAuthIdentity, @Query() query: object) {
    return { user, query };
  }

  @Post('me')
  @UseGuards(OAuthGuard)
  change(@OAuthUser('openId') openId: string) {
    return { changed: openId };
  }

  @Get('profile')
  @UseGuards(OAuthGuard.with({ scope: 'snsapi_userinfo' }))
  profile(@OAuthUser('scope') scope: string[]) {
    return { scope };
  }

  @Post('profile')
  @UseGuards(OAuthGuard.with({ scope: 'snsapi_userinfo' }))
  changeProfile() {
    return 'changed';
  }

  @Get('both')
  @UseGuards(OAuthGuard, OAuthGuard.with({ scope: 'snsapi_userinfo' }))
  both(@OAuthUser('scope') scope: string[]) {
    return { scope };
  }

  @Get('site')
  @UseGuards(OAuthGuard.with({ account: 'site', scope: 'snsapi_login' }))
  site(@OAuthUser('openId') openId: string) {
    return { openId };
  }

  @Get('site-of-a-phone')
  @UseGuards(OAuthGuard.with({ account: 'site' }))
  siteOfAPhone() {
    return 'never';
  }

  @Get('out')
  async out(@Req() request: HostRequest, @Res({ passthrough: true }) response: HostResponse) {
    await this.oauth.sessions.end(request, response);
    return 'out';
  }

  @Get('any/*')
  @UseGuards(OAuthGuard)
  any(@OAuthUser('openId') openId: string) {
    return { openId };
  }
}

export interface GuardedSetup {
  readonly options?: Partial<WechatOptions>;
  readonly site?: Partial<WechatOptions>;
  readonly configure?: (app: INestApplication) => unknown;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  /** Default: `PUBLIC_URL`. */
  readonly publicUrl?: string;
  /** Of another instance. */
  readonly sandbox?: WechatSandbox;
}

/** A WeChat with an account for phones and one for a website. */
export function startSandbox(): Promise<WechatSandbox> {
  return WechatSandbox.start({ accounts: [{ appId: SHOP }, { appId: SITE, type: 'website' }] });
}

/** A site with guarded pages, and WeChat beside it. */
export interface GuardedSite extends Host {
  readonly sandbox: WechatSandbox;
  readonly alice: Follower;
  readonly bob: Follower;
  /** A browser without cookies. */
  open(headers?: Readonly<Record<string, string>>): OAuthBrowser;
}

/** Starts both until the test ends. */
export async function startGuardedSite(platform: Platform, setup: GuardedSetup = {}): Promise<GuardedSite> {
  const site = await startGuarded(platform, setup);
  onTestFinished(site.stop);
  return site;
}

/** Starts both, for whoever stops them. */
export async function startGuarded(
  platform: Platform,
  setup: GuardedSetup = {},
): Promise<GuardedSite & { readonly stop: () => Promise<void> }> {
  const { options, site, configure, providers = [], controllers = [], publicUrl = PUBLIC_URL } = setup;
  const sandbox = setup.sandbox ?? (await startSandbox());
  const host = await startHost(platform, {
    imports: [
      WechatModule.forRoot({ ...sandbox.credentials(), token: undefined, publicUrl, ...options }),
      WechatModule.forRoot({ name: 'site', ...sandbox.credentials(SITE), token: undefined, publicUrl, ...site }),
    ],
    controllers: [Pages, ...controllers],
    providers,
    ...(configure && { configure }),
  });
  const [alice, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
  return {
    ...host,
    sandbox,
    alice,
    bob,
    open: headers => new OAuthBrowser(host.origin, publicUrl, headers),
    stop: async () => {
      await host.app.close();
      await sandbox.stop();
    },
  };
}

const isDown = (): Promise<never> => Promise.reject(new WechatStoreError('The store does not answer.'));

/** A store of the host's own that answers nothing. */
export class StoreThatIsDown extends OAuthExchangeStore {
  claim = isDown;
  settle = isDown;
  release = isDown;
  bind = isDown;
  unbind = isDown;
}

/** The address at which somebody comes back from WeChat. */
export async function authorize(person: Follower, { location }: Answer, consent = true): Promise<string> {
  const { url, error } = await person.authorize(location, { consent });
  if (url === undefined) throw new Error(`${location} ends without a callback: ${error ?? 'declined'}`);
  return url;
}

/** Opens a page, and goes to WeChat and back; the answer of the page itself. */
export async function logIn(browser: OAuthBrowser, person: Follower, page = '/me'): Promise<Answer> {
  const back = await browser.visit(await authorize(person, await browser.visit(page)));
  return browser.visit(back.location);
}
