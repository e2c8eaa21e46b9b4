import { WechatConfigError } from '../wechat.errors.js';
import { resolveOptions } from '../wechat.options-resolver.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import type { ComponentOptions, OpenPlatformOptions, OpenPlatformStores } from './open-platform.options.js';
import type { ComponentAccess } from './tokens/component-access.js';

/** Options of one platform, checked, with their defaults. */
export interface ResolvedComponent {
  readonly access: ComponentAccess;
  /** Of the platform itself. */
  readonly options: ResolvedWechatOptions;
  /** Of an account that the platform acts for. */
  readonly optionsOf: (appId: string) => ResolvedWechatOptions;
  readonly stores: OpenPlatformStores;
  readonly authorizedUrl: string | undefined;
  readonly autoTest: boolean;
  readonly maxAccounts: number | undefined;
}

/** @throws WechatConfigError that names the option and the fix */
export function resolveComponents(options: OpenPlatformOptions, registration: string): ResolvedComponent[] {
  const refuse = (option: string, problem: string): never => {
    throw new WechatConfigError(`Open platform '${registration}': option ${option} ${problem}`);
  };
  const { components, authorizedUrl: given, autoTest = false, maxAccounts, ...common } = options;
  const authorizedUrl = given?.startsWith('/') ? `${common.publicUrl?.replace(/\/+$/, '')}${given}` : given;
  if (!Array.isArray(components) || components.length === 0) {
    return refuse('components', 'is empty. Give [{ componentAppId, componentAppSecret, token, encodingAESKey }].');
  }
  if (authorizedUrl && !/^https?:$/.test(URL.canParse(authorizedUrl) ? new URL(authorizedUrl).protocol : '')) {
    refuse(
      'authorizedUrl',
      `is '${given}'. Give a path beside the option publicUrl, or a whole address with https://.`,
    );
  }
  if (maxAccounts !== undefined && !(maxAccounts >= 1)) {
    refuse('maxAccounts', `is ${maxAccounts}. Choose a number from 1.`);
  }
  return (components as readonly ComponentOptions[]).map((component, index) => {
    const { componentAppId, componentAppSecret, token, encodingAESKey, previousEncodingAESKey } = component;
    for (const [name, value] of Object.entries({ componentAppId, componentAppSecret, token, encodingAESKey })) {
      if (!value) refuse(`components[${index}].${name}`, "is missing. Copy it from the Open Platform's console.");
    }
    const id = String(componentAppId);
    const secret = String(componentAppSecret);
    if (components.findIndex(other => (other as ComponentOptions).componentAppId === componentAppId) < index) {
      refuse(`components[${index}].componentAppId`, `is '${id}', as that of another one. Give each platform once.`);
    }
    // The secret is the platform's: what signs cookies, and what is cut out of errors.
    const of = (appId: string): ResolvedWechatOptions =>
      resolveOptions(
        { ...common, appId, appSecret: secret, token, encodingAESKey, previousEncodingAESKey, mode: 'safe' },
        appId,
      );
    const own = of(id);
    return {
      access: { componentAppId: id, componentAppSecret: secret },
      options: own,
      optionsOf: appId => ({
        ...of(appId),
        // Also what comes for an account is encrypted for the platform.
        callback: own.callback,
        keyPrefix: `${own.keyPrefix}:${id}`,
      }),
      stores: common.stores ?? {},
      authorizedUrl: authorizedUrl || undefined,
      autoTest,
      maxAccounts,
    };
  });
}
