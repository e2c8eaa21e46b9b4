import { quote, UsageError } from './usage.error.js';

/**
 * Reads the number of a port.
 *
 * @param option such as `port`
 * @throws UsageError
 */
export function readPort(option: string, port: string, command?: string): number {
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port);
  throw new UsageError(`--${option} is ${quote(port)}; it has to be a number from 0 to 65535.`, command);
}
