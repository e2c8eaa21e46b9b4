/** What calls need of tokens. */
export interface AccessTokens {
  getAccessToken(): Promise<string>;
  invalidate(staleToken: string): Promise<void>;
}
