import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Follower, WechatSandbox } from 'nestjs-wechat/sandbox';
import { ENDPOINTS } from '#lib/sandbox/api/endpoint-table';
import { miniProgramEndpoints } from '#lib/sandbox/api/endpoints/mini-program.endpoints';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { tokenQuery } from '../support/endpoint-token.js';
import { send, type RawAnswer } from '../support/raw-call.js';
import { prepareSandbox, SAMPLE_CALLS, type SampleCall } from './sample-calls.js';

/** Where something stands in JSON: `['button', 0, 'name']`. */
type Place = readonly (string | number)[];

const MINUTE_MS = 60_000;
/** What hardly any field may be. */
const ODD_TEXTS = ['', '0', '-1', 'x', '__proto__', '\u0000', '\uD800', '😀'.repeat(3000)];
const ODD_NUMBERS = [0, -1, 1.5, 1e21];
const ODD_LISTS = [[], [null], [[]], [{}], Array.from({ length: 10_001 }, () => 'x')];
const ODD_OBJECTS = [{}, { constructor: 1, toString: null, length: -1 }, JSON.parse('{"__proto__":{"value":"x"}}')];
const ODD_VALUES: readonly unknown[] = [null, true, ...ODD_TEXTS, ...ODD_NUMBERS, ...ODD_LISTS, ...ODD_OBJECTS];

let sandbox: WechatSandbox;
let alice: Follower;
let fill: <Value>(value: Value) => Value;
beforeEach(async () => {
  ({ sandbox, alice, fill } = await prepareSandbox());
});
afterEach(() => sandbox.stop());

/** Calls with a new token and a new minute, after Alice has written, so that nothing but the fields can be wrong. */
async function call({ path, query, body, isForm = false }: SampleCall): Promise<RawAnswer> {
  sandbox.clock.advance(MINUTE_MS);
  await alice.say('hi');
  const method = ENDPOINTS[path]?.method === 'GET' ? 'GET' : 'POST';
  return send(`${sandbox.origin}${path}`, {
    method,
    query: { ...tokenQuery(sandbox, ENDPOINTS[path]), ...(query as Record<string, string>) },
    ...(isForm ? renderForm() : body !== undefined && { body: JSON.stringify(body) }),
  });
}

function renderForm() {
  const head = '--x\r\ncontent-disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), renderQrJpeg('form'), Buffer.from('\r\n--x--\r\n')]);
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
}

function expectAnswer({ status, json }: RawAnswer, sent: unknown): void {
  const what = () => `${String(json?.['errmsg'])} to ${(JSON.stringify(sent) ?? '').slice(0, 500)}`;
  expect(status, what()).toBe(200);
  expect(json?.['errcode'], what()).not.toBe(-1);
}

/** Every place in JSON, the whole excepted. */
function placesIn(value: unknown, at: Place = []): Place[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.flatMap(([name, child]) => {
    const place: Place = at.concat(Array.isArray(value) ? Number(name) : name);
    return [place].concat(placesIn(child, place));
  });
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((parent, name) => (parent as Record<string | number, unknown>)[name], value);
}

/** The same JSON with something else in one place; `undefined` takes it away. */
function replace(value: unknown, [name, ...others]: Place, by: unknown): unknown {
  if (name === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const child = replace((value as Record<string | number, unknown>)[name], others, by);
  if (!Array.isArray(value)) return { ...value, [name]: child };
  return value.toSpliced(Number(name), 1, ...(child === undefined ? [] : [child]));
}

// Those for mini programs read nothing but what all calls have in common; they have a test of their own.
test('there is a sample of every path that reads its body', () => {
  const paths = Object.keys(ENDPOINTS).filter(path => !(path in miniProgramEndpoints));
  expect(paths.filter(path => !SAMPLE_CALLS.some(sample => sample.path === path))).toEqual([]);
});

const CASES = SAMPLE_CALLS.map(sample => {
  const kind = (sample.body as { readonly msgtype?: string } | undefined)?.msgtype ?? '';
  return { title: `${sample.path} ${kind}`, sample };
});

test.each(CASES)('$title is taken', async ({ sample }) => {
  const { json } = await call(fill(sample));
  expect(json?.['errcode'] ?? 0, String(json?.['errmsg'])).toBe(sample.errcode ?? 0);
});

describe.each(CASES.filter(({ sample }) => sample.body !== undefined))('$title', ({ sample }) => {
  test('has an answer to odd values wherever they stand', { timeout: 60_000 }, async () => {
    const { body, ...rest } = fill(sample);
    for (const place of placesIn(body)) {
      for (const value of [undefined, ...ODD_VALUES]) {
        const odd = replace(body, place, value);
        expectAnswer(await call({ ...rest, body: odd }), odd);
      }
    }
  });

  test('has an answer to any JSON', async () => {
    const { body, ...rest } = fill(sample);
    const place = fc.constantFrom(...placesIn(body), ['anything']);
    const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom(...ODD_VALUES));
    const changes = fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async all => {
        const odd = all.reduce<unknown>((json, [at, by]) => replace(json, at, by), body);
        expectAnswer(await call({ ...rest, body: odd }), odd);
      }),
      { numRuns: 20 },
    );
  });
});

const ONE_OF_EACH_PATH = CASES.filter(
  ({ sample }, index) =>
    sample.body !== undefined && CASES.findIndex(other => other.sample.path === sample.path) === index,
);

test.each(ONE_OF_EACH_PATH)('$title has an answer to texts of 10 MB', async ({ sample }) => {
  const { body, ...rest } = fill(sample);
  const texts = placesIn(body).filter(place => typeof valueAt(body, place) === 'string');
  const long = 'é'.repeat((5 * 1024 * 1024) / Math.max(1, texts.length));
  const odd = texts.reduce<unknown>((json, place) => replace(json, place, long), body);
  expectAnswer(await call({ ...rest, body: odd }), undefined);
});

describe.each(CASES.filter(({ sample }) => sample.query !== undefined))('$title', ({ sample }) => {
  test('has an answer to odd parameters', async () => {
    const { query, ...rest } = fill(sample);
    for (const name of Object.keys(query ?? {})) {
      for (const text of ODD_TEXTS) {
        const odd = { ...query, [name]: text.slice(0, 1000) };
        expectAnswer(await call({ ...rest, query: odd }), odd);
      }
    }
  });
});
