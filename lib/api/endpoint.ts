import type { UploadFile } from '../http/upload.js';

/** What a row of an endpoint table says beside its types. */
export interface EndpointOptions {
  /**
   * Whether the call may be sent again after -1 or a network failure, when it is not known whether the first one was
   * carried out. Default: true for GET, false for POST. A send is never repeated.
   */
  readonly repeatable?: boolean;
}

/** What a row of kind `post` says beside its types. */
export interface PostOptions<Request> extends EndpointOptions {
  /** Names of the request's fields that go into the query. */
  readonly query?: readonly (keyof Request & string)[];
}

/** What a row of kind `upload` says beside its types. */
export interface UploadOptions<Request> {
  /** Names of the request's fields that go into the query. */
  readonly query?: readonly (keyof Request & string)[];
  /** How the form calls the file. Default: `media`. */
  readonly part?: string;
}

/** One endpoint of WeChat, as a row of a table. `Request` and `Response` exist only for the compiler. */
export interface Endpoint<Request, Response> {
  readonly kind: 'get' | 'post' | 'upload' | 'download';
  readonly path: string;
  readonly repeatable: boolean;
  /** Names of the request's fields that go into the query although the rest is a body. */
  readonly query: readonly string[];
  /** How the form of an upload calls the file. */
  readonly part: string;
  /** Never set. */
  readonly types?: { readonly request: Request; readonly response: Response };
}

/** A file and the other fields of its form. */
export type WithFile<Request> = Request & { readonly media: UploadFile };

/** What most uploads call their file. */
const PART = 'media';

/** `GET` with the request as query parameters. */
export function get<Request, Response>(path: string, options?: EndpointOptions): Endpoint<Request, Response> {
  return { kind: 'get', path, repeatable: options?.repeatable ?? true, query: [], part: PART };
}

/** `POST` with the request as JSON; fields named in `query` go into the query. */
export function post<Request, Response>(path: string, options?: PostOptions<Request>): Endpoint<Request, Response> {
  const { repeatable = false, query = [] } = options ?? {};
  return { kind: 'post', path, repeatable, query, part: PART };
}

/** `POST` of a form with a file, the request's field `media`; fields named in `query` go into the query. */
export function upload<Request, Response>(
  path: string,
  options?: UploadOptions<Request>,
): Endpoint<WithFile<Request>, Response> {
  const { query = [], part = PART } = options ?? {};
  return { kind: 'upload', path, repeatable: false, query, part };
}

/** `GET` of a file. */
export function download<Request, Response>(path: string): Endpoint<Request, Response> {
  return { kind: 'download', path, repeatable: true, query: [], part: PART };
}

/** A table of endpoints as functions: a row without a request takes no argument. */
export type Area<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Endpoint<infer Request, infer Response>
    ? (...request: Arguments<Request>) => Promise<Response>
    : never;
};

type Arguments<Request> = [Request] extends [void]
  ? []
  : Partial<Request> extends Request
    ? [request?: Request]
    : [request: Request];
