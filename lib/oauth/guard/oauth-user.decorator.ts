import { createParamDecorator, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import { WechatConfigError } from '../../wechat.errors.js';
import type { OAuthIdentity } from '../oauth.types.js';

const OAUTH_USER = Symbol('OAuthUser');

interface GuardedRequest {
  [OAUTH_USER]?: OAuthIdentity;
}

/** Keeps who it is beside the request. */
export function setOAuthUser(request: object, identity: OAuthIdentity): void {
  (request as GuardedRequest)[OAUTH_USER] = identity;
}

/** Who was let in by `OAuthGuard`: the `OAuthIdentity`, or one of its fields. */
export const OAuthUser: (
  field?: keyof OAuthIdentity,
  ...pipes: (Type<PipeTransform> | PipeTransform)[]
) => ParameterDecorator = createParamDecorator((field: keyof OAuthIdentity | undefined, context: ExecutionContext) => {
  const identity = context.switchToHttp().getRequest<GuardedRequest>()[OAUTH_USER];
  if (identity === undefined) {
    throw new WechatConfigError(
      `@OAuthUser() of ${context.getClass().name}.${context.getHandler().name} has no OAuthGuard before it. ` +
        'Put @UseGuards(OAuthGuard) on the route.',
    );
  }
  return field === undefined ? identity : identity[field];
});
