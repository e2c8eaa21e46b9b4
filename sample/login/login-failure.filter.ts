import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WechatError } from 'nestjs-wechat';
import { html } from '../site/html.js';
import { Layout } from '../site/layout.js';

/** Where no QR code can be had, visitors are told to come back, and operators why. */
@Catch(WechatError)
export class LoginFailureFilter implements ExceptionFilter<WechatError> {
  private readonly logger = new Logger(LoginFailureFilter.name);

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly layout: Layout,
  ) {}

  catch(error: WechatError, context: ArgumentsHost): void {
    this.logger.error(`No login can begin: ${error.message}`);
    const body = html`<section class="card">
      <i class="weui-icon-warn weui-icon_msg-primary weui-icon_msg"></i>
      <h1 class="card__title">暂时无法登录</h1>
      <p class="card__hint">二维码暂时无法获取，请稍后再试。</p>
      <a class="weui-btn weui-btn_primary" href="/login">重试</a>
    </section>`;
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
    httpAdapter.reply(response, this.layout.render({ title: '暂时无法登录', body }), 503);
  }
}
