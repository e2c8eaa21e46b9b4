import { AuthorizerStore, type Authorization, type Authorizer, type AuthorizerPage } from './authorizer.store.js';

/** Keeps authorizers in this process: for trying things out. After a restart WeChat's list brings them back. */
export class MemoryAuthorizerStore extends AuthorizerStore {
  private readonly components = new Map<string, Map<string, Authorizer>>();

  async find(componentAppId: string, appId: string): Promise<Authorizer | undefined> {
    return this.of(componentAppId).get(appId);
  }

  async authorize(componentAppId: string, authorization: Authorization): Promise<boolean> {
    const { appId, authorizedAt } = authorization;
    const authorizers = this.of(componentAppId);
    const before = authorizers.get(appId);
    if (before !== undefined && before.authorizedAt > authorizedAt) return false;
    authorizers.set(appId, { userName: before?.userName, ...authorization, state: 'authorized' });
    return true;
  }

  async unauthorize(componentAppId: string, appId: string, at: number): Promise<boolean> {
    const authorizers = this.of(componentAppId);
    const before = authorizers.get(appId);
    if (before === undefined || before.state === 'unauthorized' || before.authorizedAt > at) return false;
    // An authorization that is older than this and comes late is of no use either.
    authorizers.set(appId, { ...before, authorizedAt: at, state: 'unauthorized', refreshToken: undefined });
    return true;
  }

  async replaceRefreshToken(componentAppId: string, appId: string, before: string, after: string): Promise<boolean> {
    const authorizers = this.of(componentAppId);
    const found = authorizers.get(appId);
    if (found?.refreshToken !== before) return found?.refreshToken === after;
    authorizers.set(appId, { ...found, refreshToken: after });
    return true;
  }

  async setUserName(componentAppId: string, appId: string, userName: string): Promise<void> {
    const authorizers = this.of(componentAppId);
    const found = authorizers.get(appId);
    if (found !== undefined) authorizers.set(appId, { ...found, userName });
  }

  async list(componentAppId: string, cursor: string | undefined, limit: number): Promise<AuthorizerPage> {
    const appIds = [...this.of(componentAppId).keys()].toSorted();
    const rest = cursor === undefined ? appIds : appIds.filter(appId => appId > cursor);
    const page = rest.slice(0, limit);
    const authorizers = page.flatMap(appId => this.of(componentAppId).get(appId) ?? []);
    return { authorizers, next: rest.length > limit ? page.at(-1) : undefined };
  }

  private of(componentAppId: string): Map<string, Authorizer> {
    const known = this.components.get(componentAppId) ?? new Map<string, Authorizer>();
    this.components.set(componentAppId, known);
    return known;
  }
}
