import { createParamDecorator, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import { WechatExecutionContext, type WechatContext } from './wechat-context.js';

type Pipe = Type<PipeTransform> | PipeTransform;

/** The message, or one of its fields. */
export const Message: (field?: string, ...pipes: Pipe[]) => ParameterDecorator = parameter(
  ({ message }, field?: string) => (field === undefined ? message : (message as Record<string, unknown>)[field]),
);

/** The openid of the person behind the message. */
export const OpenId: (...pipes: Pipe[]) => ParameterDecorator = piped(({ openId }) => openId);

/** The scene of the scanned QR code; `undefined` where the message has none. */
export const Scene: (...pipes: Pipe[]) => ParameterDecorator = piped(({ scene }) => scene);

/** What the handler's RegExp matched: one group by number or name, or the whole match. */
export const Match: (group?: number | string, ...pipes: Pipe[]) => ParameterDecorator = parameter(
  ({ match }, group?: number | string) => {
    if (group === undefined) return match;
    return typeof group === 'number' ? match?.[group] : match?.groups?.[group];
  },
);

/** The `WechatAccount` that the message came to. */
export const Account: () => ParameterDecorator = piped(({ account }): WechatAccount => account);

/** The `WechatContext`, for handlers that use other parameter decorators as well. */
export const Ctx: () => ParameterDecorator = piped(context => context);

function parameter<D>(
  read: (context: WechatContext, data?: D) => unknown,
): (data?: D, ...pipes: Pipe[]) => ParameterDecorator {
  return createParamDecorator((data: D | undefined, context: ExecutionContext) =>
    read(WechatExecutionContext.getContext(context), data),
  );
}

function piped(read: (context: WechatContext) => unknown): (...pipes: Pipe[]) => ParameterDecorator {
  const decorator = parameter<undefined>(read);
  return (...pipes) => decorator(undefined, ...pipes);
}
