/** Which pages may use the JS-SDK. */
export interface JssdkOptions {
  /**
   * Path of a route that signs pages, below the host's global prefix: `GET <path>?url=<encoded location.href>`. With
   * `forRootAsync` it has to stand beside the factory: `jssdk: { path }`. Left out, there is none.
   */
  readonly path?: string | undefined;
  /** Hosts of the pages that the route signs, as in the address bar: `www.example.com`, or `localhost:3000`. */
  readonly hosts?: readonly string[] | undefined;
}

/** Options of the JS-SDK, checked. */
export interface JssdkSettings {
  /** As `URL` writes them. */
  readonly hosts: readonly string[];
}

/** Checks the options of the JS-SDK. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveJssdk(
  { hosts = [] }: JssdkOptions,
  refuse: (option: string, problem: string) => never,
): JssdkSettings {
  return {
    hosts: hosts.map(
      entry =>
        readHost(entry) ??
        refuse(
          'jssdk.hosts',
          `holds '${entry}'. Give hosts as they stand in the address bar, such as www.example.com or localhost:3000: ` +
            'no scheme, path, wildcard or usual port.',
        ),
    ),
  };
}

function readHost(entry: string): string | undefined {
  const url = `http://${entry}`;
  if (/[\s/\\?#@*]|:(80|443)?$/.test(entry) || !URL.canParse(url)) return undefined;
  return new URL(url).host;
}
