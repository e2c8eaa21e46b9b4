import { request } from 'node:http';

/** A request as no SDK would send it. */
export interface RawCall {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back: JSON, or `undefined` for a file. */
export interface RawAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Sends whatever it is told, unlike `fetch`. Default: a POST. */
export function send(url: string, { method = 'POST', query = {}, body, headers = {} }: RawCall): Promise<RawAnswer> {
  const search = Object.keys(query).length === 0 ? '' : `?${String(new URLSearchParams(query))}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}${search}`, { method, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        // WeChat's /sns/ answers with JSON under text/plain.
        const isJson = text.startsWith('{') && /json|plain/.test(response.headers['content-type'] ?? '');
        const json = isJson ? (JSON.parse(text) as RawAnswer['json']) : undefined;
        resolve({ status: response.statusCode ?? 0, json });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
