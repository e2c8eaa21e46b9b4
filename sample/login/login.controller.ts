import { Controller, Get, Header, Post, Redirect, Res, Sse, UseFilters } from '@nestjs/common';
import { ScanLoginService, type ScanLoginEvent, type ScanLoginStatus } from 'nestjs-wechat';
import type { Observable } from 'rxjs';
import { SESSION_COOKIE, Sessions } from '../session/sessions.js';
import { setCookie, type HttpResponse } from '../site/cookies.js';
import { Layout } from '../site/layout.js';
import { Page } from '../site/page.decorator.js';
import { clearLoginCookie, CurrentLogin, setLoginCookie, type BrowserLogin } from './login-cookie.js';
import { LoginFailureFilter } from './login-failure.filter.js';
import { loginPage } from './login.page.js';
import { NotLoggedInFilter } from './not-logged-in.filter.js';

/** The browser's side of a login: it gets a code, waits for the scan, and becomes a session. */
@Controller('login')
export class LoginController {
  constructor(
    private readonly logins: ScanLoginService,
    private readonly sessions: Sessions,
    private readonly layout: Layout,
  ) {}

  /** A browser that comes again gets the code that it has, as long as that lives. */
  @Page('')
  @UseFilters(LoginFailureFilter)
  async show(
    @CurrentLogin() previous: BrowserLogin,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<string> {
    const login = await this.logins.begin({ previous });
    const { state } = await this.logins.status(login.id);
    response.header('Set-Cookie', setLoginCookie(login));
    return this.layout.render(loginPage(login, state));
  }

  @Sse('events')
  events(@CurrentLogin() { id }: BrowserLogin): Observable<ScanLoginEvent> {
    return this.logins.watch(id);
  }

  /** For browsers behind proxies that hold events back. */
  @Get('status')
  @Header('Cache-Control', 'no-store')
  status(@CurrentLogin() { id }: BrowserLogin): Promise<ScanLoginStatus> {
    return this.logins.status(id);
  }

  /** Makes the session. Its id is new, so that nobody can have given it to the browser before. */
  @Post('complete')
  @UseFilters(NotLoggedInFilter)
  @Redirect('/me', 303)
  async complete(
    @CurrentLogin() { id, secret }: BrowserLogin,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<void> {
    const session = this.sessions.begin(await this.logins.complete(id, secret));
    response.header('Set-Cookie', [setCookie(SESSION_COOKIE, session, '/'), clearLoginCookie()]);
  }
}
