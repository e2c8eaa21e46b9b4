import { Catch, UnauthorizedException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Sends those to the login who are not logged in. */
@Catch(UnauthorizedException)
export class LoginRedirectFilter implements ExceptionFilter<UnauthorizedException> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: UnauthorizedException, context: ArgumentsHost): void {
    this.host.httpAdapter.redirect(context.switchToHttp().getResponse(), 302, '/login');
  }
}
