/**
 * What an errcode asks for. `retry`: the same again later, if that is harmless. `token`: another token. `reauthorize`:
 * consent of the person or of the account's owner. `quota`: patience until a limit resets. `user`: nothing, it is final for
 * this person now. `permission`: a permission or a setting of the account. `caller`: another request.
 */
export type ErrorClass = 'retry' | 'token' | 'reauthorize' | 'quota' | 'user' | 'permission' | 'caller';

/** One errcode. */
export type ErrorRow = readonly [errcode: number, errorClass: ErrorClass, meaning: string];

/** A family of errcodes that nobody tells apart. */
export type ErrorRange = readonly [first: number, last: number, errorClass: ErrorClass, meaning: string];
