/**
 * @typedef {object} TokenContestant
 * @property {string} name
 * @property {string} sdk module in ./sdks
 * @property {boolean} [redis]
 * @property {number} [target] the requests that we want
 * @property {string} pointed how it was told where WeChat is
 */

/** @type {readonly TokenContestant[]} */
export const contestants = [
  { name: 'nestjs-wechat, in memory', sdk: 'nestjs-wechat', target: 1, pointed: 'option `hosts`' },
  { name: 'nestjs-wechat, in Redis', sdk: 'nestjs-wechat', redis: true, target: 1, pointed: 'option `hosts`' },
  { name: 'co-wechat-api', sdk: 'co-wechat-api', pointed: 'its property `prefix`' },
  { name: 'wechat-api', sdk: 'wechat-api', pointed: 'its property `endpoint`' },
  { name: 'tnwx', sdk: 'tnwx', pointed: 'replacing its private `AccessTokenApi.url`' },
  { name: 'node-easywechat', sdk: 'node-easywechat', pointed: 'option `http.baseURL`' },
];
