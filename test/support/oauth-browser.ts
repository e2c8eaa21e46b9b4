import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A cookie as a browser keeps it. */
export interface KeptCookie {
  readonly value: string;
  /** The header that set it. */
  readonly header: string;
}

export interface Visit {
  readonly method?: string;
  /** Beside those of the browser, or in place of them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** Where the browser is sent; empty where it stays. */
  readonly location: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The headers that set cookies. */
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: unknown;
}

/** Headers of a browser that opens a page. */
export const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** A browser that follows no redirects, so that one sees them, and sends request targets as they are. */
export class OAuthBrowser {
  readonly cookies = new Map<string, KeptCookie>();

  /**
   * @param origin where the application listens
   * @param publicUrl as which the browser knows it; a proxy takes it away
   */
  constructor(
    private readonly origin: string,
    private readonly publicUrl: string,
    private readonly headers: Readonly<Record<string, string>> = NAVIGATION,
  ) {}

  /** Names of the cookies that it has. */
  get cookieNames(): string[] {
    return [...this.cookies.keys()];
  }

  /** Opens an address of the site, or a request target. */
  async visit(address: string, { method = 'GET', headers = {} }: Visit = {}): Promise<Answer> {
    const isPublic = address.startsWith(`${this.publicUrl}/`);
    // The fragment stays with the browser.
    const [path = ''] = isPublic ? address.slice(this.publicUrl.length).split('#') : [address];
    const { hostname, port } = new URL(this.origin);
    const cookie = [...this.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const all = { ...this.headers, ...(cookie === '' ? {} : { cookie }), ...headers };
    return new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, path, method, headers: all }, response => {
        const setCookies = response.headers['set-cookie'] ?? [];
        for (const header of setCookies) this.keep(header);
        text(response).then(body => {
          const { statusCode: status = 0, headers: received } = response;
          const isJson = received['content-type']?.includes('json') === true && body !== '';
          const json: unknown = isJson ? JSON.parse(body) : undefined;
          resolve({ status, location: received.location ?? '', headers: received, setCookies, text: body, json });
        }, reject);
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (/; Max-Age=0(;|$)/.test(header)) this.cookies.delete(name);
    else this.cookies.set(name, { value, header });
  }
}
