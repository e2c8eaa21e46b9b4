import { ApiError } from '../api/api-error.js';

/** A setting of an account that platforms can change. */
export interface AuthorizerOption {
  /** The 权限集 that is needed. */
  readonly permissionSet: number;
  readonly values: readonly string[];
  /** Until it was changed. */
  readonly initial: string;
}

const OPTIONS = new Map<string, AuthorizerOption>([
  ['location_report', { permissionSet: 2, values: ['0', '1', '2'], initial: '0' }],
  ['voice_recognize', { permissionSet: 1, values: ['0', '1'], initial: '0' }],
  ['customer_service', { permissionSet: 6, values: ['0', '1'], initial: '0' }],
]);

/** Throws 61012 for a name that is none. */
export function findOption(name: string): AuthorizerOption {
  const option = OPTIONS.get(name);
  if (!option) throw new ApiError(61012);
  return option;
}
