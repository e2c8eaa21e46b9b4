/** The platform whose tokens are fetched. */
export interface ComponentAccess {
  readonly componentAppId: string;
  /** Secret. */
  readonly componentAppSecret: string;
}
