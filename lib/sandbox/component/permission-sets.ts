import type { SandboxAccountType } from '../sandbox.options.js';

/** 权限集: what an account lets a platform do for it. */
export interface PermissionSet {
  readonly id: number;
  readonly zh: string;
  readonly en: string;
}

/** An account that can authorize a platform. */
export type AuthorizerType = Exclude<SandboxAccountType, 'website'>;

/** The ids are those of WeChat; 1, 2 and 6 are confirmed, others not. What is retired is left out. */
const SETS: Readonly<Record<AuthorizerType, readonly PermissionSet[]>> = {
  'official-account': [
    { id: 1, zh: '消息管理权限', en: 'Messages' },
    { id: 2, zh: '用户管理权限', en: 'Users' },
    { id: 3, zh: '账号服务权限', en: 'Account services' },
    { id: 4, zh: '网页服务权限', en: 'Web services' },
    { id: 6, zh: '微信多客服权限', en: 'Customer service' },
    { id: 7, zh: '群发与通知权限', en: 'Mass messages and notifications' },
    { id: 11, zh: '素材管理权限', en: 'Material' },
    { id: 15, zh: '自定义菜单权限', en: 'Menu' },
    { id: 24, zh: '开放平台账号管理权限', en: 'Open Platform account' },
  ],
  'mini-program': [
    { id: 17, zh: '账号管理权限', en: 'Account management' },
    { id: 18, zh: '开发管理与数据分析权限', en: 'Development and statistics' },
    { id: 19, zh: '客服消息管理权限', en: 'Customer-service messages' },
    { id: 25, zh: '开放平台账号管理权限', en: 'Open Platform account' },
  ],
};

/** With this one, what people send goes to the platform. */
const MESSAGE_SET: Readonly<Record<AuthorizerType, number>> = { 'official-account': 1, 'mini-program': 19 };

/** The set that the path of an API needs; the first that matches. */
const SET_OF_PATH: Readonly<Record<AuthorizerType, readonly (readonly [RegExp, number])[]>> = {
  'official-account': [
    [/^\/cgi-bin\/message\/custom\//, 1],
    [/^\/(cgi-bin\/)?customservice\//, 6],
    [/^\/cgi-bin\/(user|tags|changeopenid)\b/, 2],
    [/^\/cgi-bin\/(qrcode|shorten)\//, 3],
    [/^\/(cgi-bin\/ticket|sns)\//, 4],
    [/^\/cgi-bin\/(message|template)\/|^\/wxaapi\/newtmpl\//, 7],
    [/^\/cgi-bin\/(media|material)\//, 11],
    [/^\/cgi-bin\/(menu\/|get_current_selfmenu_info)/, 15],
    [/^\/cgi-bin\/open\//, 24],
  ],
  'mini-program': [
    [/^\/cgi-bin\/message\/custom\//, 19],
    [/^\/(sns|wxa|wxaapi|cgi-bin\/wxopen)\//, 18],
    [/^\/cgi-bin\/account\//, 17],
    [/^\/cgi-bin\/open\//, 25],
  ],
};

/** The sets that an account of a type can grant. */
export function permissionSetsOf(type: AuthorizerType): readonly PermissionSet[] {
  return SETS[type];
}

/** Whether the sets include the one with which what people send goes to the platform. */
export function includesMessages(type: AuthorizerType, ids: readonly number[]): boolean {
  return ids.includes(MESSAGE_SET[type]);
}

/** Whether the sets allow calls of a path; many paths need none. */
export function allowsPath(type: AuthorizerType, ids: readonly number[], path: string): boolean {
  const needed = SET_OF_PATH[type].find(([pattern]) => pattern.test(path))?.[1];
  return needed === undefined || ids.includes(needed);
}
