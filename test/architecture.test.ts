import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from './support/readme.js';

/** What each folder of `lib` may import from others, types apart; the files of `lib` itself may import anything. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  account: [
    'api',
    'conversations',
    'credentials',
    'delivery',
    'http',
    'jssdk',
    'login',
    'oauth',
    'qrcode',
    'redis',
    'telemetry',
    'token',
  ],
  api: ['http', 'token'],
  callback: ['delivery', 'messages'],
  conversations: ['memory', 'messages', 'redis'],
  credentials: ['redis', 'telemetry'],
  delivery: ['api', 'messages', 'redis', 'telemetry'],
  http: ['telemetry'],
  jssdk: ['callback', 'token'],
  login: ['messages', 'qrcode', 'redis'],
  memory: [],
  messages: [],
  oauth: ['callback', 'http', 'memory', 'redis'],
  opentelemetry: ['telemetry'],
  qrcode: ['api', 'credentials', 'redis', 'telemetry'],
  redis: [],
  sandbox: ['callback'],
  telemetry: [],
  terminus: ['account'],
  token: ['credentials', 'http'],
  'token-hub': ['callback', 'token'],
};
/** Files of `lib` itself that its folders may import. */
const SHARED = ['wechat.errors.js', 'wechat.tokens.js'];

const files = readdirSync(`${ROOT}/lib`, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));

test('every folder is known here', () => {
  const folders = new Set(files.filter(file => file.includes('/')).map(file => file.split('/')[0]));
  expect([...folders]).toEqual(Object.keys(ALLOWED));
});

test.each(files.filter(file => file.includes('/')))('%s imports only what its folder may', file => {
  const folder = String(file.split('/')[0]);
  const source = readFileSync(`${ROOT}/lib/${file}`, 'utf8');
  const imports = [...source.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';$/gms)].map(
    ([, specifier = '']) => new URL(specifier, `file:///lib/${file}`).pathname.slice('/lib/'.length),
  );
  const foreign = imports.filter(path => path.split('/')[0] !== folder);
  const refused = foreign.filter(path =>
    path.includes('/') ? !ALLOWED[folder]?.includes(String(path.split('/')[0])) : !SHARED.includes(path),
  );
  expect(refused).toEqual([]);
});

test.each([
  ['@opentelemetry/', 'opentelemetry/'],
  ['@nestjs/terminus', 'terminus/'],
])('only those who ask for it load %s', (peer, folder) => {
  const loading = files.filter(file => readFileSync(`${ROOT}/lib/${file}`, 'utf8').includes(`'${peer}`));
  expect(loading.length).toBeGreaterThan(0);
  expect(loading.filter(file => !file.startsWith(folder))).toEqual([]);
});

test('a file of `lib` has at most 200 lines', () => {
  const long = files.filter(file => readFileSync(`${ROOT}/lib/${file}`, 'utf8').split('\n').length > 200);
  expect(long).toEqual([]);
});
