import type { ComponentApi } from '../component-api.js';

/** An account as another system, an earlier one or WeChat knows it. */
export interface ImportedAuthorizer {
  readonly appId: string;
  /** Secret: `authorizer_refresh_token`. */
  readonly refreshToken: string;
  /** When it was authorized, in seconds since 1970. Default: before everything else that is known. */
  readonly authorizedAt?: number | undefined;
  /** Ids of the permission sets. Default: as they are known. */
  readonly functions?: readonly number[] | undefined;
}

/** As many as WeChat gives at once. */
const PAGE = 500;

/** All accounts that WeChat lists as authorized. Official document: 拉取已授权的账号信息. */
export async function* listAtWechat(
  api: ComponentApi,
  componentAppId: string,
): AsyncGenerator<ImportedAuthorizer, void, undefined> {
  for (let offset = 0; ; offset += PAGE) {
    const { list } = await api.component.getAuthorizerList({ component_appid: componentAppId, offset, count: PAGE });
    yield* list.map(each => ({
      appId: each.authorizer_appid,
      refreshToken: each.refresh_token,
      authorizedAt: each.auth_time,
    }));
    if (list.length < PAGE) return;
  }
}
