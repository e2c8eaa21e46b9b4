import type { QrcodePoolSettings } from '../qrcode/qrcode-pool.options.js';

/** How people log in by a scan. */
export interface ScanLoginOptions {
  /** How long a login waits for its scan, in seconds, up to half of the life of a code. Default: `qrcodePool.leaseSeconds`, 300. */
  readonly attemptSeconds?: number | undefined;
  /**
   * Whether everybody who scans has to confirm in the chat. Default: false. It helps people who were talked into scanning
   * somebody else's code.
   */
  readonly confirmInChat?: boolean | undefined;
}

/** Options of scan login, checked, with their defaults. */
export interface ScanLoginSettings {
  readonly attemptMs: number;
  readonly confirmInChat: boolean;
}

/** Checks the options of scan login. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveScanLogin(
  { attemptSeconds, confirmInChat = false }: ScanLoginOptions,
  pool: Pick<QrcodePoolSettings, 'leaseMs' | 'codeLifeSeconds'>,
  refuse: (option: string, problem: string) => never,
): ScanLoginSettings {
  const seconds = attemptSeconds ?? pool.leaseMs / 1000;
  if (!(seconds > 0 && seconds <= pool.codeLifeSeconds / 2)) {
    refuse(
      'scanLogin.attemptSeconds',
      `is ${seconds}. Choose seconds above 0, up to half of the life of a code, which is ${pool.codeLifeSeconds}.`,
    );
  }
  return { attemptMs: Math.ceil(seconds * 1000), confirmInChat };
}
