import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a README. */
export interface CodeBlock {
  readonly language: string;
  /** As its first line names it (`// greeter.ts`); blocks of one README import each other by these names. */
  readonly file: string | undefined;
  readonly code: string;
}

export function readCodeBlocks(readme: string): CodeBlock[] {
  const text = readFileSync(`${ROOT}/${readme}`, 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    file: /^\/\/ ([\w.-]+\.ts)$/m.exec(code)?.[1],
    code,
  }));
}
