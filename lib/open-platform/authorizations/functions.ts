/** What an authorization allows, as WeChat writes it. */
interface Allowed {
  readonly func_info?: readonly { readonly funcscope_category?: { readonly id?: number } | undefined }[] | undefined;
}

/** The ids of the permission sets (权限集) of an authorization. */
export function functionsOf({ func_info: functions }: Allowed): number[] {
  // The type says what WeChat promises, not what came.
  if (!Array.isArray(functions)) return [];
  return (functions as NonNullable<Allowed['func_info']>).flatMap(({ funcscope_category: set }) => set?.id ?? []);
}
