import { createHash, randomUUID } from 'node:crypto';

/** What somebody's profile says. */
export interface PersonProfile {
  /** Default: `Alice`, `Bob`… */
  readonly nickname?: string | undefined;
  /** Language of the phone. Default: `zh_CN`. */
  readonly language?: 'zh_CN' | 'zh_TW' | 'en' | undefined;
  /** What the phone runs on; conditional menus can ask for it. Default: `ios`. */
  readonly platform?: 'ios' | 'android' | 'other' | undefined;
}

/** Somebody with WeChat on the phone. */
export class Person {
  readonly id = randomUUID();
  readonly nickname: string;
  readonly language: 'zh_CN' | 'zh_TW' | 'en';
  readonly platform: 'ios' | 'android' | 'other';
  /** The same for all accounts of one Open Platform account. */
  readonly unionId: string;

  constructor(nickname: string, { language = 'zh_CN', platform = 'ios' }: Omit<PersonProfile, 'nickname'> = {}) {
    this.nickname = nickname;
    this.language = language;
    this.platform = platform;
    this.unionId = createOpenId(this.id, 'unionid');
  }

  /** Whom an AppID takes this person for. */
  openIdFor(appId: string): string {
    return createOpenId(this.id, appId);
  }
}

/** 28 characters, of which the first is an `o`. */
function createOpenId(...parts: string[]): string {
  return `o${createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 27)}`;
}
