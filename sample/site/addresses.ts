/** Addresses that are known only when the application starts. */
export class Addresses {
  constructor(
    /** Of the site, as browsers have it; no slash at its end. */
    readonly site: string,
    /** Of WeChat's script for the JS-SDK. */
    readonly jweixin: string,
    /** Of the sandbox's console, where there is one. */
    readonly console: string | undefined,
    /** Of the platform's page, where the site is a third-party platform, too. */
    readonly platform?: string | undefined,
  ) {}
}
