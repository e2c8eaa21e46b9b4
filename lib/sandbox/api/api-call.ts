import type { ApiRequest } from './api-request.js';

/** A request to WeChat's API, and what became of it. */
export interface ApiCall extends ApiRequest {
  readonly id: number;
  /** When it was there as a whole, in milliseconds by WeChat's clock. */
  readonly at: number;
  /** Whose access token or AppID it carried, where it is known. */
  readonly appId: string | undefined;
  /** The answer's JSON, or what took its place; `undefined` until then. */
  readonly response: unknown;
  /** `undefined` while there is no answer, or where it has none: 0 then means the same. */
  readonly errcode: number | undefined;
  /** The number that an error carries. */
  readonly rid: string | undefined;
  /** Real milliseconds until the answer; `undefined` until then. */
  readonly durationMs: number | undefined;
}

/** A call while it is being answered. */
export type OpenApiCall = { -readonly [Name in keyof ApiCall]: ApiCall[Name] };
