/**
 * Times `TokenService.getAccessToken()` and co-wechat-api's `ensureAccessToken()` by turns, both with a token that lives:
 * `node fresh-copy.js <url of WeChat> [url of Redis]`. Reports what a call took of both, for every round, and what of I/O
 * ours did.
 */
import { timeByTurns } from '../in-process/by-turns.js';
import { createApi } from './sdks/co-wechat-api.js';
import { createTokenService } from './sdks/nestjs-wechat.js';
import { newAccount } from './sdks/sdk.js';
import { watchIo } from './io-watch.js';

const CALLS = 20_000;
const WATCHED_CALLS = 10_000;

const [wechat, redis] = process.argv.slice(2);
const [own, others] = [newAccount(), newAccount()];
const tokens = await createTokenService(own, wechat, redis);
const api = createApi(others, wechat);
const contestants = { ours: callTokenService, coWechatApi: callCoWechatApi };

// A watch that does not see the I/O of the first call says nothing about later ones.
const firstIo = await watchIo(() => tokens.getAccessToken());
if (firstIo.length === 0) throw new Error('The first token seems to have come without I/O.');
await api.ensureAccessToken();

const rounds = await timeByTurns(contestants, {
  calls: CALLS,
  warmUpTurns: 20,
  turnsPerSecond: 40,
  prepare: () => CALLS,
  play: (call, times) => call(times),
});
const io = await watchIo(() => callTokenService(WATCHED_CALLS));
process.send({ rounds, io, calls: WATCHED_CALLS, appIds: { ours: own.appId, coWechatApi: others.appId } });

async function callTokenService(times) {
  for (let call = 0; call < times; call++) await tokens.getAccessToken();
}

async function callCoWechatApi(times) {
  for (let call = 0; call < times; call++) await api.ensureAccessToken();
}
