import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { OAuthService, WechatError, WechatOAuthError, type HostRequest, type HostResponse } from 'nestjs-wechat';
import { Layout } from '../site/layout.js';
import { troublePage } from './trouble.page.js';

/** What a visitor sees whom the guard did not let in, or whose profile cannot be had. */
@Catch(HttpException, WechatError)
export class OAuthTroubleFilter implements ExceptionFilter<HttpException | WechatError> {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly oauth: OAuthService,
    private readonly layout: Layout,
  ) {}

  async catch(error: HttpException | WechatError, context: ArgumentsHost): Promise<void> {
    const { httpAdapter } = this.host;
    const [request, response] = context.getArgs<[HostRequest, HostResponse]>();
    const mustAskAgain = error instanceof WechatOAuthError && error.remedy === 'authorize-again';
    // The session is good still, but WeChat knows nothing of it any more. The button opens the page anew; to lead there at
    // once would be a loop where that changes nothing.
    if (mustAskAgain) await this.oauth.sessions.end(request, response);
    const status = error instanceof HttpException ? error.getStatus() : mustAskAgain ? 401 : 503;
    httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
    httpAdapter.reply(response, this.layout.render(troublePage(status)), status);
  }
}
