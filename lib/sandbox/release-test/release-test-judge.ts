import type { PlatformAnswer } from './platform-client.js';
import type { ReleaseTestCase } from './release-test-report.js';

/** What a case comes to. */
export type Judgement = Pick<ReleaseTestCase, 'outcome' | 'expected' | 'received' | 'reason'>;

const UNSEEN =
  'The answer is right. Whether the message is sent can only be seen with an API of WeChat beside the test, which a sandbox has.';

const NO_CODE = 'It may be right: without an API of WeChat beside the test, no code can be exchanged.';

/** It has to take what it is told. */
export function judgeAcknowledgement(answer: PlatformAnswer): Judgement {
  const isTaken = answer.verdict === 'acknowledged';
  return toJudgement(isTaken, 'success', describe(answer), isTaken ? '' : answer.reason);
}

/**
 * It has to take that it was authorized, but cannot where there is nobody to exchange the code with.
 *
 * @param explain why the code was not exchanged; `undefined` where nobody can tell
 */
export function judgeAuthorized(answer: PlatformAnswer, explain: (() => string) | undefined): Judgement {
  const judgement = judgeAcknowledgement(answer);
  if (judgement.outcome === 'passed') return judgement;
  if (explain === undefined) return { ...judgement, outcome: 'skipped', reason: `${judgement.reason} ${NO_CODE}` };
  return { ...judgement, reason: `${judgement.reason} ${explain()}`.trimEnd() };
}

/** It has to reply with a text. */
export function judgeText(answer: PlatformAnswer, text: string): Judgement {
  const { verdict, content, reason } = answer;
  const expected = `the text ${text}`;
  if (verdict === 'replied' && content?.type === 'text' && content.content === text)
    return toJudgement(true, expected, describe(answer), reason === 'ok' ? '' : reason);
  const why = verdict === 'replied' ? 'It is another reply.' : reason;
  return toJudgement(false, expected, describe(answer), verdict === 'acknowledged' ? 'It replied nothing.' : why);
}

/**
 * It has to answer with nothing, and call the API afterwards.
 *
 * @param text what it has to send then
 */
export function judgeEmpty(answer: PlatformAnswer, text: string): Judgement {
  const { verdict, reason } = answer;
  const expected = `an empty answer, then the customer-service text ${text}`;
  if (verdict === 'acknowledged') return { outcome: 'skipped', expected, received: describe(answer), reason: UNSEEN };
  const why = verdict === 'replied' ? 'It replied at once, and has to send a customer-service message later.' : reason;
  return toJudgement(false, expected, describe(answer), why);
}

/**
 * It has to send a customer-service message.
 *
 * @param sent `undefined` where nothing came in time
 * @param explain why nothing came
 */
export function judgeMessage(
  { expected, received }: Judgement,
  sent: string | undefined,
  text: string,
  explain: () => string,
): Judgement {
  const all = `${received}, then ${sent === undefined ? 'nothing' : `the text ${sent}`}`;
  if (sent === text) return toJudgement(true, expected, all, '');
  return toJudgement(false, expected, all, sent === undefined ? explain() : 'It is another text.');
}

function toJudgement(isPassed: boolean, expected: string, received: string, reason: string): Judgement {
  return { outcome: isPassed ? 'passed' : 'failed', expected, received, reason };
}

/** What a platform answered, in words. */
function describe({ verdict, content, text = '', reason }: PlatformAnswer): string {
  switch (verdict) {
    case 'replied':
      return content?.type === 'text'
        ? `the text ${content.content}`
        : `a reply of the type ${content?.type ?? 'none'}`;
    case 'acknowledged':
      return reason;
    case 'bad-answer':
      return text === '' ? 'an empty body' : text.slice(0, 200);
    default:
      return verdict;
  }
}
