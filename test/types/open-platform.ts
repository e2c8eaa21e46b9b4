// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import { OnCredential, OnText, type CredentialContext, type WechatAccount, type WechatContext } from 'nestjs-wechat';
import {
  AuthorizerStore,
  OnAuthorized,
  OnVerifyTicket,
  OpenPlatformModule,
  type Authorizer,
  type AuthorizerPage,
  type OpenPlatformService,
} from 'nestjs-wechat/open-platform';

const component = { componentAppId: 'wx1', componentAppSecret: 's', token: 't', encodingAESKey: 'k' };

OpenPlatformModule.forRoot({ components: [component], autoTest: true, authorizedUrl: '/done', path: 'open' });
OpenPlatformModule.forRootAsync({ name: 'agency', useFactory: () => ({ components: [component] }) });
// @ts-expect-error -- there is no platform without its AppID
OpenPlatformModule.forRoot({ components: [{ ...component, componentAppId: 1 }] });
// @ts-expect-error -- the platforms are missing
OpenPlatformModule.forRoot({ redis: 'redis://localhost' });
// @ts-expect-error -- what comes for a platform is always encrypted
OpenPlatformModule.forRoot({ components: [component], mode: 'plain' });
// @ts-expect-error -- a list, for there may be several
OpenPlatformModule.forRoot({ components: component });

/** What has to compile. */
export class Right {
  @OnAuthorized() authorized({ message }: WechatContext<'component.authorized'>): void {
    const code: string = message.AuthorizationCode;
    void code;
  }
  @OnVerifyTicket({ account: 'agency' }) async ticket() {}
  @OnText('who', { account: ({ componentAppId }: WechatAccount) => componentAppId === 'wx1' }) who() {
    return 'me';
  }
  @OnCredential() heard({ credential, error, expiresAt }: CredentialContext) {
    const facts: [string, Error | undefined, Date | undefined] = [credential, error, expiresAt];
    void facts;
  }
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- nobody reads an answer to a notice
  @OnAuthorized() answer() {
    return 'thanks';
  }
  // @ts-expect-error -- it is another notice
  @OnAuthorized() other(context: WechatContext<'component.unauthorized'>) {
    void context;
  }
  // @ts-expect-error -- a notice has no text to compare
  @OnVerifyTicket('x') pattern() {}
  // @ts-expect-error -- accounts are chosen by yes or no
  @OnText({ account: () => 'shop' }) choose() {
    return 'x';
  }
  // @ts-expect-error -- what a message has, a credential has not
  @OnCredential() text(context: WechatContext<'text'>) {
    void context;
  }
}

export async function use(service: OpenPlatformService) {
  await service.setOption('wx1', 'location_report', '2');
  // @ts-expect-error -- a switch is off or on
  await service.setOption('wx1', 'voice_recognize', '2');
  // @ts-expect-error -- there is no such setting
  await service.getOption('wx1', 'colour');
  const record = await service.findAuthorizer('wx1');
  // @ts-expect-error -- secrets stay inside
  void record?.refreshToken;
  service.authorizePageUrl({ page: 'pc', authType: 3, subject: 'customer' });
  // @ts-expect-error -- there are two pages
  service.authorizePageUrl({ page: 'tablet' });
}

// @ts-expect-error -- a store has to do all of it
export class Half extends AuthorizerStore {
  find(): Promise<Authorizer | undefined> {
    return Promise.resolve(undefined);
  }
}

export class Whole extends AuthorizerStore {
  find(): Promise<Authorizer | undefined> {
    return Promise.resolve(undefined);
  }
  authorize(): Promise<boolean> {
    return Promise.resolve(true);
  }
  unauthorize(): Promise<boolean> {
    return Promise.resolve(true);
  }
  replaceRefreshToken(): Promise<boolean> {
    return Promise.resolve(true);
  }
  setUserName(): Promise<void> {
    return Promise.resolve();
  }
  list(): Promise<AuthorizerPage> {
    return Promise.resolve({ authorizers: [], next: undefined });
  }
}
