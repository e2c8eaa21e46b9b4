import { ScanLoginListener } from '../login/scan-login.listener.js';
import type { ScanListener } from '../messages/scan-listener.js';
import { ReleaseOnScan } from '../qrcode/release-on-scan.js';
import type { WechatAccount } from './wechat-account.js';

/** Who hears of scans of an account's codes before the handlers do, the outermost first. */
export function scanListenersOf({ scanLogin, qrcodePool }: WechatAccount): readonly ScanListener[] {
  return [new ScanLoginListener(scanLogin.parts), new ReleaseOnScan(qrcodePool)];
}
