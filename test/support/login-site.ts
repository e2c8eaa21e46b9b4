import { ConflictException, Controller, Get, Headers, Param, Post, Res, Sse, type Provider } from '@nestjs/common';
import { onTestFinished } from 'vitest';
import {
  ScanLoginService,
  WechatLoginError,
  WechatModule,
  type ScanLoginStatus,
  type WechatOptions,
} from 'nestjs-wechat';
import { WechatSandbox, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { startHost, type Host, type Platform } from './host.js';

/** The cookie of a browser that has begun a login. */
function readCookie(cookies: string): { id: string | undefined; secret: string | undefined } {
  const [id, secret] = /(?:^|; )login=([\w.-]+)/.exec(cookies)?.[1]?.split('.') ?? [];
  return { id, secret };
}

@Controller('login')
class LoginController {
  constructor(private readonly logins: ScanLoginService) {}

  @Post()
  async begin(
    @Headers('cookie') cookies: string = '',
    @Res({ passthrough: true }) response: { header(name: string, value: string): unknown },
  ) {
    const { secret, ...login } = await this.logins.begin({ previous: readCookie(cookies) });
    response.header('set-cookie', `login=${login.id}.${secret}; Path=/login; HttpOnly; SameSite=Lax; Max-Age=600`);
    return login;
  }

  @Sse(':id/events')
  events(@Param('id') id: string) {
    return this.logins.watch(id);
  }

  @Get(':id')
  status(@Param('id') id: string) {
    return this.logins.status(id);
  }

  @Post('complete')
  complete(@Headers('cookie') cookies: string = '') {
    const { id, secret } = readCookie(cookies);
    return this.logins.complete(id, secret).catch(toConflict);
  }

  @Post('cancel')
  cancel(@Headers('cookie') cookies: string = '') {
    const { id, secret } = readCookie(cookies);
    return this.logins.cancel(id, secret).catch(toConflict);
  }
}

function toConflict(error: unknown): never {
  throw error instanceof WechatLoginError ? new ConflictException({ failure: error.failure }) : error;
}

export interface SiteSetup {
  readonly platform?: Platform;
  readonly options?: Partial<WechatOptions>;
  readonly providers?: Provider[];
  /** Whether WeChat calls this instance. Default: yes. */
  readonly isCalled?: boolean;
}

/** A site that people log in to; it ends with the test. */
export interface Site extends Host {
  readonly logins: ScanLoginService;
  open(): Browser;
}

/** Starts WeChat until the test ends. */
export async function startWechat(options?: SandboxOptions): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start(options);
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Starts a site, or one instance of it. */
export async function startSite(sandbox: WechatSandbox, setup: SiteSetup = {}): Promise<Site> {
  const { platform = 'express', options, providers = [], isCalled = true } = setup;
  const host = await startHost(platform, {
    imports: [WechatModule.forRoot({ ...sandbox.credentials(), ...options })],
    controllers: [LoginController],
    providers,
  });
  onTestFinished(() => host.app.close());
  if (isCalled) await sandbox.setCallback(`${host.origin}/wechat`);
  return { ...host, logins: host.app.get(ScanLoginService), open: () => new Browser(host.origin) };
}

interface BegunLogin {
  readonly id: string;
  readonly imageUrl: string;
  readonly url: string;
  readonly expiresAt: string;
  readonly reused: boolean;
}

/** What `POST /login/complete` answers. */
export type Completion =
  { readonly openId: string; readonly newFollower: boolean; readonly scannedAt: string } | { readonly failure: string };

/** A browser at the login page. */
export class Browser {
  cookie = '';
  login: BegunLogin | undefined;

  constructor(readonly origin: string) {}

  /** The address of the code's picture. */
  get picture(): string {
    return this.login?.imageUrl ?? '';
  }

  async begin(): Promise<BegunLogin> {
    const response = await this.post('');
    if (!response.ok) throw new Error(`The login page answered ${response.status}.`);
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    this.login = (await response.json()) as BegunLogin;
    return this.login;
  }

  async state(): Promise<string> {
    const response = await fetch(`${this.origin}/login/${this.login?.id ?? ''}`);
    return ((await response.json()) as ScanLoginStatus).state;
  }

  /** Every state that is told until the last, repeated ones left out. */
  async watch(): Promise<string[]> {
    const states: string[] = [];
    for await (const { state } of this.events()) if (states.at(-1) !== state) states.push(state);
    return states;
  }

  async *events(): AsyncGenerator<ScanLoginStatus> {
    const response = await fetch(`${this.origin}/login/${this.login?.id ?? ''}/events`);
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) yield JSON.parse(data) as ScanLoginStatus;
      }
    }
  }

  async complete(): Promise<Completion> {
    return (await (await this.post('/complete')).json()) as Completion;
  }

  /** Answers with the failure, if it is one. */
  async cancel(): Promise<string | undefined> {
    const response = await this.post('/cancel');
    return response.ok ? undefined : ((await response.json()) as { readonly failure: string }).failure;
  }

  private post(path: string): Promise<Response> {
    return fetch(`${this.origin}/login${path}`, { method: 'POST', headers: { cookie: this.cookie } });
  }
}
