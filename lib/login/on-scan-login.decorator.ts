import { handler, type HandlerDecorator, type HandlerOptions } from '../messages/on.decorator.js';
import type { ScanKind, ScanLoginContext } from './scan-login.context.js';

/** Topic of the handlers of scan login. */
export const SCAN_LOGIN = 'scan login';

/**
 * Hears of scans that belong to a scan login, which `@OnScan` does not hear. What it returns is said to the person who is
 * logged in; `context.reject()` refuses, `context.askConfirmation()` asks first. Where the handler or its guard throws,
 * nobody is logged in, and a filter's answer is said.
 */
export function OnScanLogin(options?: HandlerOptions): HandlerDecorator<ScanKind, ScanLoginContext> {
  return handler<ScanKind, ScanLoginContext>('OnScanLogin', [SCAN_LOGIN], [options]);
}
