import { baseline } from '../nest/baseline.js';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} server module in ../servers
 * @property {'fastify' | 'express'} [adapter]
 * @property {boolean} [bare] answers with a constant
 * @property {boolean} [baseline] the other build of this package
 */

/** @type {Record<string, Contestant>} */
export const contestants = {
  fastifyBare: { name: 'nest-fastify-bare', server: 'nest-bare', adapter: 'fastify', bare: true },
  expressBare: { name: 'nest-express-bare', server: 'nest-bare', adapter: 'express', bare: true },
  fastify: { name: 'nestjs-wechat on Fastify', server: 'nestjs-wechat', adapter: 'fastify' },
  express: { name: 'nestjs-wechat on Express', server: 'nestjs-wechat', adapter: 'express' },
  coWechat: { name: 'co-wechat on Koa', server: 'co-wechat' },
  wechat: { name: 'wechat on connect', server: 'wechat' },
  tnwx: { name: 'tnwx on Express', server: 'tnwx' },
  fastifyBaseline: { name: 'the other build on Fastify', server: 'nestjs-wechat', adapter: 'fastify', baseline: true },
  expressBaseline: { name: 'the other build on Express', server: 'nestjs-wechat', adapter: 'express', baseline: true },
  easywechat: { name: 'node-easywechat on Koa', server: 'node-easywechat' },
};

/**
 * What is compared, and the least ratio that we want.
 *
 * @type {readonly { contestant: Contestant, reference: Contestant, targets?: Record<'plain' | 'safe', number> }[]}
 */
export const comparisons = [
  // While both processes are young: what a server keeps of messages grows for two minutes, and makes it a little slower.
  ...(baseline ? baselineComparisons() : []),
  {
    contestant: contestants.fastify,
    reference: contestants.fastifyBare,
    targets: { plain: 0.36, safe: 0.22 },
  },
  {
    contestant: contestants.express,
    reference: contestants.expressBare,
    targets: { plain: 0.72, safe: 0.58 },
  },
  { contestant: contestants.fastify, reference: contestants.coWechat, targets: { plain: 1.3, safe: 1.4 } },
  { contestant: contestants.wechat, reference: contestants.coWechat },
  { contestant: contestants.tnwx, reference: contestants.coWechat },
  { contestant: contestants.easywechat, reference: contestants.coWechat },
];

function baselineComparisons() {
  const targets = { plain: 0.95, safe: 0.95 };
  return [
    { contestant: contestants.fastify, reference: contestants.fastifyBaseline, targets },
    { contestant: contestants.express, reference: contestants.expressBaseline, targets },
  ];
}
