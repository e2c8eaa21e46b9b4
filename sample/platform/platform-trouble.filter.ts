import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WechatApiError, WechatArgumentError, WechatError } from 'nestjs-wechat';
import { WechatAuthorizerError } from 'nestjs-wechat/open-platform';
import { html } from '../site/html.js';
import { Layout } from '../site/layout.js';

/** Of WeChat's answers to a message: nobody wrote within 48 hours, enough was written, or they do not follow. */
const HINTS: Readonly<Record<number, string>> = {
  45015: '对方 48 小时内没有来信，微信不允许主动发送',
  45047: '对方再次来信之前，不能再发送了',
  43004: '对方没有关注这个公众号',
  44004: '内容不能为空',
};

/** What operators see where something cannot be done, and why. */
@Catch(WechatError)
export class PlatformTroubleFilter implements ExceptionFilter<WechatError> {
  private readonly logger = new Logger(PlatformTroubleFilter.name);

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly layout: Layout,
  ) {}

  catch(error: WechatError, context: ArgumentsHost): void {
    this.logger.warn(error.message);
    const [status, hint] = explain(error);
    const body = html`<section class="card">
      <i class="weui-icon-warn weui-icon_msg-primary weui-icon_msg"></i>
      <h1 class="card__title">操作没有完成</h1>
      <p class="card__hint">${hint}</p>
      <a class="weui-btn weui-btn_primary" href="/platform">返回</a>
    </section>`;
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
    httpAdapter.reply(response, this.layout.render({ title: '操作没有完成', body }), status);
  }
}

function explain(error: WechatError): [status: number, hint: string] {
  if (error instanceof WechatArgumentError) return [400, '链接已失效，或不是本站发出的'];
  if (error instanceof WechatAuthorizerError) return [409, '该账号已取消授权，请管理员重新授权'];
  if (error instanceof WechatApiError) return [409, HINTS[error.errcode] ?? `微信拒绝了请求（${error.errcode}）`];
  return [503, '微信暂时没有应答，请稍后再试'];
}
