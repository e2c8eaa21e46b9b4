import type { UploadFile } from '../http/upload.js';

/** What a row of an endpoint table says beside its types. */
export interface EndpointOptions {
  /**
   * Whether the call may be sent again after -1 or a network failure, when it is not known whether the first one was
   * carried out. Default: true for GET, false for POST. A send is never repeated.
   */
  readonly repeatable?: boolean;
}

/** One endpoint of WeChat, as a row of a table. `Request` and `Response` exist only for the compiler. */
export interface Endpoint<Request, Response> {
  readonly kind: 'get' | 'post' | 'upload' | 'download';
  readonly path: string;
  readonly repeatable: boolean;
  /** Names of the request's fields that go into the query although the rest is a body. */
  readonly query: readonly string[];
  /** Never set. */
  readonly types?: { readonly request: Request; readonly response: Response };
}

/** A file and the other fields of its form. */
export type WithFile<Request> = Request & { readonly media: UploadFile };

/** `GET` with the request as query parameters. */
export function get<Request, Response>(path: string, options?: EndpointOptions): Endpoint<Request, Response> {
  return { kind: 'get', path, repeatable: options?.repeatable ?? true, query: [] };
}

/** `POST` with the request as JSON. */
export function post<Request, Response>(path: string, options?: EndpointOptions): Endpoint<Request, Response> {
  return { kind: 'post', path, repeatable: options?.repeatable ?? false, query: [] };
}

/** `POST` of a form whose field `media` is a file; fields named in `query` go into the query. */
export function upload<Request, Response>(
  path: string,
  query: readonly (keyof Request & string)[] = [],
): Endpoint<WithFile<Request>, Response> {
  return { kind: 'upload', path, repeatable: false, query };
}

/** `GET` of a file. */
export function download<Request, Response>(path: string): Endpoint<Request, Response> {
  return { kind: 'download', path, repeatable: true, query: [] };
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
