import { readFileSync } from 'node:fs';

/** Reads what pages load in place of WeChat's script. The same place from the sources and in the package. */
export function readScript(): string {
  return readFileSync(new URL('./assets/jweixin.js', import.meta.url), 'utf8');
}
