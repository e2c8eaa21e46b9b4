import {
  ForbiddenException,
  HttpException,
  HttpStatus,
  Logger,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { WechatOAuthError, WechatStoreError } from '../../wechat.errors.js';

/**
 * Why somebody is not let in: visitors get what they can do, operators the reason in the log. `cause` of an exception is a
 * `WechatOAuthError`, for filters of the host.
 */
export class Refusals {
  private readonly logger = new Logger('OAuthGuard');

  constructor(private readonly account: string) {}

  /** To a call of a script, which nobody can send anywhere. */
  anonymous(): HttpException {
    return this.unauthorized('Log in first: open the page in a browser.', 'nobody is logged in');
  }

  stranger(): HttpException {
    const reason =
      'a callback had no state that this browser was given in the last ten minutes. It may be forged, shared, or late, ' +
      'or the browser keeps no cookies; if it happens to everybody, visitors come by another address than publicUrl';
    this.warn(reason);
    return this.unauthorized('This login was not begun in this browser, or too long ago. Open the page again.', reason);
  }

  declined(): HttpException {
    const reason = 'WeChat called back without a code: the visitor declined, or WeChat refused';
    this.warn(reason);
    return this.forbidden('The login was declined. Open the page again to log in.', reason);
  }

  insufficient(asked: string, agreed: readonly string[]): HttpException {
    const reason = `a page asks for ${asked}, and WeChat granted ${agreed.join(', ')}`;
    this.warn(reason);
    return this.forbidden('WeChat did not grant what this page needs.', reason);
  }

  snapshot(): HttpException {
    return this.forbidden(
      'This is a preview of the page. Use the full service (使用完整服务) first.',
      'a snapshot page tried to change something',
    );
  }

  loop(): HttpException {
    const reason =
      'somebody who was logged in a moment ago is not. The browser keeps no cookies, or find() of the option oauth.sessions ' +
      'does not give back what begin() got; not sent to WeChat again';
    this.warn(reason);
    return this.unauthorized('The login was not kept. Allow cookies for this site, and open the page again.', reason);
  }

  tooLong(): HttpException {
    return new HttpException('The address of this page is too long to log in from it.', HttpStatus.URI_TOO_LONG);
  }

  /** What a failed exchange looks like; what is neither the visitor's nor of the moment stays what it is, for the operators. */
  failed(error: unknown): unknown {
    const isDown = error instanceof WechatStoreError;
    if (!isDown && !(error instanceof WechatOAuthError)) return error;
    this.logger.warn(error.message);
    const cause = isDown ? new WechatOAuthError('try-later', error.message, undefined, error) : error;
    if (cause.remedy === 'try-later') {
      return new ServiceUnavailableException('Nobody can log in at the moment. Try again in a minute.', { cause });
    }
    if (cause.remedy === 'refuse') return new ForbiddenException('WeChat does not let this login pass.', { cause });
    return new UnauthorizedException('The login was not completed. Open the page again.', { cause });
  }

  private unauthorized(message: string, reason: string): HttpException {
    return new UnauthorizedException(message, { cause: this.cause(reason) });
  }

  private forbidden(message: string, reason: string): HttpException {
    return new ForbiddenException(message, { cause: this.cause(reason) });
  }

  private cause(reason: string): WechatOAuthError {
    return new WechatOAuthError('authorize-again', this.about(reason));
  }

  private warn(reason: string): void {
    this.logger.warn(this.about(reason));
  }

  private about(reason: string): string {
    return `OAuth of account '${this.account}': ${reason}.`;
  }
}
