import type { SandboxAccount } from '../../account/sandbox-account.js';
import { sceneValue, type QrCode } from '../../qrcode/qr-codes.js';
import { SandboxError } from '../../sandbox.error.js';
import type { PhoneMessage } from '../phone-message.js';
import type { Phone } from '../phone.js';

/** A QR code: its ticket, what it says, the address of its picture, or what `/cgi-bin/qrcode/create` answered. */
export type ScanTarget = string | { readonly ticket: string } | { readonly url: string };

/** What somebody does who scans. */
export interface ScanOptions {
  /** Whether somebody who does not follow yet follows then. Default: yes. */
  readonly follow?: boolean | undefined;
}

/** The code that a camera sees, and whose it is. Throws where no account of the sandbox has such a code that lives. */
export function findQrCode(
  accounts: readonly SandboxAccount[],
  target: ScanTarget,
): { readonly account: SandboxAccount; readonly code: QrCode } {
  const text = readTarget(target);
  for (const account of accounts) {
    const code = account.qrCodes.findByUrl(text) ?? account.qrCodes.findByTicket(text);
    if (!code) continue;
    if (account.qrCodes.isLive(code)) return { account, code };
    throw new SandboxError(`The QR code with the scene ${sceneValue(code.scene)} has expired and is no longer valid.`);
  }
  throw new SandboxError(
    `No account of the sandbox has the QR code ${JSON.stringify(text)}. ` +
      'scan() takes the ticket or the url of a code, or the address of its picture.',
  );
}

/** Scans a code of the account. */
export async function scan(
  phone: Phone,
  { scene, ticket }: QrCode,
  { follow = true }: ScanOptions,
): Promise<PhoneMessage | undefined> {
  const { contact } = phone;
  const value = sceneValue(scene);
  if (contact.isFollowing)
    return phone.sendEvent('SCAN', { EventKey: value, Ticket: ticket }, { takesReply: true, opens: 'scan' });
  if (!follow) return undefined;
  contact.follow({ scene: 'ADD_SCENE_QR_CODE', qrScene: scene });
  return phone.sendEvent('subscribe', { EventKey: `qrscene_${value}`, Ticket: ticket }, { takesReply: true });
}

function readTarget(target: ScanTarget): string {
  const text = typeof target === 'string' ? target : 'ticket' in target ? target.ticket : target.url;
  return (URL.canParse(text) && new URL(text).searchParams.get('ticket')) || text;
}
