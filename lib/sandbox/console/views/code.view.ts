import type { SandboxAccount } from '../../account/sandbox-account.js';
import { sceneValue } from '../../qrcode/qr-codes.js';
import type { QrCodeView } from '../console.types.js';

/** The codes of all accounts that can be scanned, newest first of each. */
export function listCodes(accounts: readonly SandboxAccount[], newest: number): QrCodeView[] {
  return accounts.flatMap(({ appId, nickname, qrCodes }) =>
    qrCodes
      .live()
      .slice(0, newest)
      .map(({ ticket, scene, expiresAt }) => ({
        ticket,
        appId,
        nickname,
        scene: sceneValue(scene),
        isPermanent: expiresAt === undefined,
        expiresAt,
      })),
  );
}
