import type { ScanListener } from '../../messages/scan-listener.js';
import { Reply } from '../../messages/reply.js';
import type { WechatContext } from '../../messages/wechat-context.js';
import type { AuthorizationExchanger } from '../authorizations/authorization.exchanger.js';
import { RELEASE_TEST_ACCOUNTS } from './release-test-accounts.js';

const ECHO = 'TESTCOMPONENT_MSG_TYPE_TEXT';
const QUERY = 'QUERY_AUTH_CODE:';

/**
 * Answers WeChat's test of a platform (全网发布接入检测), and nobody but its ten accounts: whoever else wrote these texts would
 * have codes exchanged.
 */
export class ReleaseTestListener implements ScanListener {
  constructor(private readonly exchanger: AuthorizationExchanger) {}

  hears({ account }: WechatContext): boolean {
    return RELEASE_TEST_ACCOUNTS.has(account.appId);
  }

  async hear(context: WechatContext, next: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
    const text = context.kind === 'text' ? (context.text('Content')?.trim() ?? '') : '';
    if (text === ECHO) return Reply.text(`${ECHO}_callback`);
    if (text.startsWith(QUERY)) return this.answerByApi(context, text.slice(QUERY.length));
    const event = context.kind.startsWith('event.') ? context.text('Event') : undefined;
    return event === undefined ? next() : Reply.text(`${event}from_callback`);
  }

  /** WeChat wants an empty answer at once, and then a message by customer service with the token of the code. */
  private async answerByApi(context: WechatContext, code: string): Promise<Reply> {
    context.defer();
    const { CreateTime } = context.message as WechatContext<'text'>['message'];
    await this.exchanger.exchange(code, CreateTime);
    return Reply.text(`${code}_from_api`);
  }
}
