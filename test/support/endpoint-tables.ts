import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from '#lib/api/endpoint';
import type { AccessTokens } from '#lib/token/access-tokens';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { countCalls } from './sandbox.js';

type Tables = Readonly<Record<string, Readonly<Record<string, Endpoint<unknown, unknown>>>>>;
type Fields = Readonly<Record<string, unknown>>;
type Call = (...request: readonly unknown[]) => Promise<unknown>;

/** What a call has to look like, beside its method, its path and its request. */
export interface CallShape {
  /** The fields of a POST that are in the query. */
  readonly query?: readonly string[];
  /** Whether it is sent but once when WeChat is busy. */
  readonly once?: true;
  /** How the form calls the file, where there is one. */
  readonly file?: string;
  /** How the query calls the token. Default: `access_token`. */
  readonly token?: string;
}

export type Sample<Request> = readonly [
  route: string,
  request?: [Request] extends [void] ? undefined : Request,
  shape?: CallShape,
];

/** One call for every row of the tables. */
export type Samples<Areas> = {
  readonly [Area in keyof Areas]: {
    readonly [Name in keyof Areas[Area]]: Areas[Area][Name] extends Endpoint<infer Request, unknown>
      ? Sample<Request>
      : never;
  };
};

/** An API and the tokens that it calls with. */
export interface OpenedApi<Areas> {
  readonly api: { readonly [Area in keyof Areas]: object };
  readonly tokens: AccessTokens;
}

/** Calls every row of the tables once, over a socket, and looks at what arrives. */
export function testEndpointTables<Areas extends Tables>(
  tables: Areas,
  samples: Samples<Areas>,
  open: (sandbox: WechatSandbox) => OpenedApi<Areas>,
): void {
  const rows = Object.entries(tables).flatMap(([area, table]) => Object.keys(table).map(name => [area, name] as const));
  const sampleOf = (area: string, name: string): readonly [string, Fields | undefined, CallShape] => {
    const table = samples[area] as Readonly<Record<string, Sample<Fields>>>;
    const [route, request, shape = {}] = table[name] as Sample<Fields>;
    return [route, request, shape];
  };
  const call = ({ api }: OpenedApi<Areas>, area: string, name: string): Promise<unknown> => {
    const [, request] = sampleOf(area, name);
    const calls = api[area] as Readonly<Record<string, Call>>;
    return (calls[name] as Call)(...(request === undefined ? [] : [request]));
  };

  describe('the tables', () => {
    let sandbox: WechatSandbox;
    beforeEach(async () => {
      sandbox = await WechatSandbox.start({ components: [{}] });
    });
    afterEach(() => sandbox.stop());

    test('have a sample for every row, and the API has no other row', () => {
      const { api } = open(sandbox);
      for (const area of Object.keys(tables)) {
        const names = Object.keys(tables[area] as object);
        expect(Object.keys(samples[area] as object)).toEqual(names);
        expect(Object.keys(api[area] as object)).toEqual(names);
      }
      expect(Object.keys(samples)).toEqual(Object.keys(tables));
    });

    test.each(rows)('%s.%s goes where it belongs', async (area, name) => {
      const [route, request = {}, { query = [], file, token = 'access_token' }] = sampleOf(area, name);
      sandbox.answer(pathOf(route), { errcode: 0, errmsg: 'ok' });
      const opened = open(sandbox);
      const value = await opened.tokens.getAccessToken();
      await call(opened, area, name);
      expect(sandbox.calls).toHaveLength(2);
      const sent = sandbox.calls[1];
      expect(`${sent?.method} ${sent?.path}`).toBe(route);

      const isGet = route.startsWith('GET ');
      const inQuery = only(request, field => isGet || query.includes(field));
      expect(sent?.query).toEqual({ [token]: value, ...texts(inQuery) });
      // Nothing came twice.
      const { searchParams } = new URL(sent?.url ?? '', sandbox.origin);
      expect([...searchParams.keys()].toSorted()).toEqual([token, ...Object.keys(inQuery)].toSorted());

      const inBody = only(request, field => !isGet && !query.includes(field) && field !== 'media');
      if (file === undefined) {
        expect(sent?.body).toEqual(isGet ? undefined : inBody);
        return;
      }
      const headers = { 'content-type': String(sent?.headers['content-type']) };
      const { [file]: content, ...fields } = Object.fromEntries(
        await new Response(sent?.raw, { headers }).formData(),
      ) as Fields;
      expect(content).toBeInstanceOf(File);
      expect(fields).toEqual(texts(inBody));
    });

    test('say what is repeated when WeChat is busy', async () => {
      const expected = new Map<string, number>();
      for (const [area, name] of rows) {
        const [route, , { once }] = sampleOf(area, name);
        const path = pathOf(route);
        expected.set(path, (expected.get(path) ?? 0) + (once ? 1 : 3));
        sandbox.fault.apiError(path, -1);
      }
      const opened = open(sandbox);
      const outcomes = await Promise.allSettled(rows.map(([area, name]) => call(opened, area, name)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
      expect([...expected.keys()].map(path => [path, countCalls(sandbox, path)])).toEqual([...expected]);
    });
  });
}

const pathOf = (route: string): string => String(route.split(' ')[1]);

function only(fields: Fields, wanted: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));
}

/** As they are in a query or a form. */
function texts(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
