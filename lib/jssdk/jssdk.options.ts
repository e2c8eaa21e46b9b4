/** Which pages may use the JS-SDK. */
export interface JssdkOptions {
  /** Hosts of the pages that the route of `jssdk: { path }` signs, with the port where there is one: `www.example.com`. */
  readonly hosts?: readonly string[] | undefined;
}

/** Options of the JS-SDK, checked, with their defaults. */
export interface JssdkSettings {
  readonly hosts: readonly string[];
}

/** Checks the options of the JS-SDK. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveJssdk(
  { hosts = [] }: JssdkOptions,
  _refuse: (option: string, problem: string) => never,
): JssdkSettings {
  return { hosts };
}
