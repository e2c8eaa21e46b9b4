const NAMES = String.raw`\w*(?:token|secret|ticket|media_id)|(?:\w+_)?code`;
const NAME = new RegExp(`^(?:${NAMES})$`, 'i');
/** As a URL has them, and as JSON has them. */
const PARAMETERS = new RegExp(String.raw`\b(${NAMES})(=|"\s*:\s*")[^&\s"']+`, 'gi');
const USER_INFO = /\/\/[^/@\s]+@/g;
/** A shorter value is no secret, and may be part of a word. */
const SHORTEST_SECRET = 8;

/** Cuts out of a text what nobody may read: values of secret parameters, user info of URLs, and secrets by themselves. */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let redacted = text.replace(PARAMETERS, '$1$2…').replace(USER_INFO, '//…@');
  for (const secret of secrets) {
    if (secret) redacted = redacted.replaceAll(secret, '…').replaceAll(encode(secret), '…');
  }
  return redacted;
}

function encode(parameter: string): string {
  return String(new URLSearchParams({ parameter })).replace('parameter=', '');
}

/** The values of a request that nobody may read, by their names. */
export function secretsIn(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' && value.length >= SHORTEST_SECRET && NAME.test(name) ? [value] : secretsIn(value),
  );
}
