/**
 * Has many callers ask for a token at once where there is none: `node storm.js <sdk> <callers> <url of WeChat> [url of
 * Redis]`. Reports the account, the number of different tokens that they got, and of callers that got none.
 */
import { newAccount } from './sdks/sdk.js';

// Who stops this process lets it clean up.
process.once('SIGTERM', () => process.exit());
const [sdk, callers, wechat, redis] = process.argv.slice(2);
const { create } = await import(`./sdks/${sdk}.js`);
const account = newAccount();
const getToken = await create(account, wechat, redis);
const settled = await Promise.allSettled(Array.from({ length: Number(callers) }, getToken));
const tokens = settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
const errors = settled.filter(({ status }) => status === 'rejected').map(({ reason }) => String(reason));
process.send({ appId: account.appId, tokens: new Set(tokens).size, failed: errors.length, error: errors[0] });
