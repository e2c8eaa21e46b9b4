import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WechatLoginError } from 'nestjs-wechat';

/** A login that cannot be completed: one that was completed by another tab has a session, all others begin anew there. */
@Catch(WechatLoginError)
export class NotLoggedInFilter implements ExceptionFilter<WechatLoginError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: WechatLoginError, context: ArgumentsHost): void {
    this.host.httpAdapter.redirect(context.switchToHttp().getResponse(), 303, '/me');
  }
}
