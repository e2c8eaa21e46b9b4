import { Logger } from '@nestjs/common';
import type { Reply } from '../messages/reply.js';
import type { RunHandler, ScanListener, ScanRoute } from '../messages/scan-listener.js';
import type { WechatContext } from '../messages/wechat-context.js';
import type { LoginAttempt, LoginVerdict } from './login-attempt.store.js';
import { SCAN_LOGIN } from './on-scan-login.decorator.js';
import { ScanLoginContext, type ScanKind } from './scan-login.context.js';
import { ANSWERS, loginReplies } from './scan-login.replies.js';
import type { ScanLoginParts } from './scan-login.parts.js';

type Next = (route?: ScanRoute) => Promise<Reply | undefined>;

/** Takes scans of codes that show a login, and what people answer when they are asked to confirm one. */
export class ScanLoginListener implements ScanListener {
  private readonly logger = new Logger(ScanLoginListener.name);

  constructor(private readonly parts: ScanLoginParts) {}

  hears(context: WechatContext): boolean {
    return context.kind === 'text' && ANSWERS.has(contentOf(context));
  }

  async hear(context: WechatContext, next: Next, run: RunHandler): Promise<Reply | undefined> {
    if (!isScan(context)) return (await this.guard(context, () => this.hearAnswer(context))) ?? next();
    const attempt = await this.guard(context, () => this.findAttempt(context));
    if (attempt === undefined) return next();
    const welcome = context.kind === 'event.subscribe' ? await next({ onScan: false }) : undefined;
    const reply = await this.guard(context, () => this.answerScan(attempt, context, run));
    return reply ?? welcome ?? loginReplies.failed;
  }

  /** The login that a scan belongs to: it counts during the lease of the code, and is the same when it is delivered again. */
  private async findAttempt(context: WechatContext<ScanKind>): Promise<LoginAttempt | undefined> {
    const { attempts, pool } = this.parts;
    const { scene = '', openId, message } = context;
    const createTime = message.CreateTime;
    const scan = await pool.scan(scene, createTime);
    if (scan.outcome === 'unknown') return undefined;
    if (scan.outcome === 'leased') {
      const newFollower = context.kind === 'event.subscribe';
      return attempts.scan(scan.lease.leaseId, { openId, newFollower, createTime });
    }
    const last = await attempts.findLastOf(openId);
    return last?.sceneId === scene && last.scan?.createTime === createTime ? last : undefined;
  }

  private async answerScan(attempt: LoginAttempt, context: WechatContext<ScanKind>, run: RunHandler): Promise<Reply> {
    const { scan, id } = attempt;
    if (scan === undefined) return loginReplies.over;
    if (scan.openId !== context.openId) return loginReplies.taken;
    if (attempt.state !== 'scanned') return replyOf(attempt);
    const { newFollower, createTime } = scan;
    const own = new ScanLoginContext(context, { id, newFollower, scannedAt: new Date(createTime * 1000) });
    const { reply, failed } = (await run(SCAN_LOGIN, own)) ?? { reply: undefined, failed: false };
    const decision = failed ? { verdict: 'rejected' as const, answer: reply ?? loginReplies.failed } : own.decision;
    return this.decide(attempt, { openId: scan.openId, ...this.toVerdict(decision, reply) }, toReply(decision?.answer));
  }

  private toVerdict(
    decision: ScanLoginContext['decision'],
    reply: Reply | undefined,
  ): Pick<LoginVerdict, 'verdict' | 'reply'> {
    if (decision?.verdict === 'rejected') {
      return { verdict: 'rejected', reply: JSON.stringify(toReply(decision.answer) ?? loginReplies.rejected) };
    }
    const isAsked = decision !== undefined || this.parts.settings.confirmInChat;
    return { verdict: isAsked ? 'asked' : 'confirmed', reply: JSON.stringify(reply ?? loginReplies.confirmed) };
  }

  /** What the person answers counts for the login that this person scanned last. */
  private async hearAnswer(context: WechatContext): Promise<Reply | undefined> {
    const { openId } = context;
    const attempt = await this.parts.attempts.findLastOf(openId);
    if (attempt === undefined || !attempt.asked) return undefined;
    const messageId = context.text('MsgId');
    if (attempt.decidedBy !== undefined) return attempt.decidedBy === messageId ? replyOf(attempt) : undefined;
    if (attempt.state === 'confirmed' || attempt.state === 'rejected') return undefined;
    const verdict = ANSWERS.get(contentOf(context)) ?? 'rejected';
    const reply = verdict === 'rejected' ? JSON.stringify(loginReplies.declined) : undefined;
    return this.decide(attempt, { openId, verdict, reply, decidedBy: messageId });
  }

  /** Says what holds in the end: another delivery of the same message may have been faster. */
  private async decide(attempt: LoginAttempt, verdict: LoginVerdict, question?: Reply): Promise<Reply> {
    const decided = await this.parts.attempts.decide(attempt.id, verdict);
    if (decided === undefined) return loginReplies.over;
    return decided.state === 'scanned' ? (question ?? loginReplies.question) : replyOf(decided);
  }

  private async guard<T>(context: WechatContext, act: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(
        `A ${context.kind} to account '${context.account.name}' may belong to a login, which nobody could look up or ` +
          `decide, so nobody is logged in by it: ${reason}`,
      );
      return undefined;
    }
  }
}

function isScan(context: WechatContext): context is WechatContext<ScanKind> {
  return context.scene !== undefined;
}

function contentOf(context: WechatContext): string {
  return context.text('Content')?.trim() ?? '';
}

function replyOf({ state, reply }: LoginAttempt): Reply {
  if (state !== 'confirmed' && state !== 'rejected') return loginReplies.over;
  return reply === undefined ? loginReplies[state] : (JSON.parse(reply) as Reply);
}

function toReply(answer: string | Reply | undefined): Reply | undefined {
  return typeof answer === 'string' ? { type: 'text', content: answer } : answer;
}
