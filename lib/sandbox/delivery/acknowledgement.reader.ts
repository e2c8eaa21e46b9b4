import type { Answer } from './answer.reader.js';

const MOST_CHARACTERS = 100;

/** Judges an answer to what a third-party platform is told of itself: it must be `success`, to the letter. */
export function readAcknowledgement(status: number, body: string): Answer {
  if (status !== 200) return { verdict: 'bad-status', reason: `The status is ${status}; WeChat wants 200.` };
  if (body === 'success') return { verdict: 'acknowledged', reason: 'success' };
  const found = JSON.stringify(body.length > MOST_CHARACTERS ? `${body.slice(0, MOST_CHARACTERS)}…` : body);
  return { verdict: 'bad-answer', reason: `The answer is ${found}; WeChat wants exactly success.`, text: body };
}
