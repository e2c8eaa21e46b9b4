import type { QrcodePoolService } from '../qrcode/qrcode-pool.service.js';
import type { LoginAttempts } from './login-attempts.js';
import type { ScanLoginSettings } from './scan-login.options.js';

/** What scan login is made of. */
export interface ScanLoginParts {
  readonly appId: string;
  readonly attempts: LoginAttempts;
  readonly pool: QrcodePoolService;
  readonly settings: ScanLoginSettings;
}
