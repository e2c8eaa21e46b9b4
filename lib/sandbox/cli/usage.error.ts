/** A command line that cannot be followed; the message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param command whose help tells more */
  constructor(problem: string, command = '') {
    super(`${problem} See npx nestjs-wechat ${command && `${command} `}--help.`);
  }
}

/** A value as an error shows it. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
