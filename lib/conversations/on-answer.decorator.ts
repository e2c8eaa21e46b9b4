import { ANSWER_TO } from '../messages/handler.metadata.js';
import type { AnswerKind } from '../messages/kinds/message-map.js';
import { handler, type HandlerDecorator, type HandlerOptions } from '../messages/on.decorator.js';

/**
 * Hears the answer to a question: the next message (no event) of somebody who was asked by `context.ask(topic, …)`. It comes
 * before all other handlers. A pattern is compared with the text of the answer, so a handler that has one hears texts only.
 * Where no handler of the topic matches, the message goes the usual way, and the question stays open. It is answered when
 * a handler has run that matches, and did not throw.
 */
export function OnAnswer(topic: string, options?: HandlerOptions): HandlerDecorator<AnswerKind>;
export function OnAnswer(topic: string, pattern: string | RegExp, options?: HandlerOptions): HandlerDecorator<'text'>;
export function OnAnswer(
  topic: string,
  ...args: (string | RegExp | HandlerOptions | undefined)[]
): HandlerDecorator<'text'> {
  return handler<'text'>(`OnAnswer('${topic}')`, [ANSWER_TO + topic], args);
}
