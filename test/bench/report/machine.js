import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { baseline } from '../nest/baseline.js';
import { pinned } from '../pinning.js';
import { settings } from '../settings.js';

/** Nest and its platforms are those of the package itself; the others are installed here. */
const VERSIONED = [
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/platform-express',
  'fastify',
  'express',
  'koa',
  'connect',
  'co-wechat',
  'wechat',
  'tnwx',
  'node-easywechat',
  'co-wechat-api',
  'wechat-api',
  'ioredis',
];

/** What a reader has to know to judge the numbers. */
export function describeMachine() {
  const cpus = os.cpus();
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Machine: ${cpus[0]?.model.trim() ?? 'unknown CPU'}, ${cpus.length} cores; Node.js ${process.version} on ${process.platform} ${process.arch}`,
    `Versions: ${VERSIONED.map(name => `${name} ${versionOf(name)}`).join(', ')}`,
    pinned
      ? 'What is measured had one core, the load another (taskset).'
      : '**Not pinned**: taskset or two cores are missing, so that server and load took time from each other.',
    `HTTP load: ${settings.connections} keep-alive connections, ${settings.rounds} rounds of ${settings.seconds} s each by turns.`,
    ...(baseline ? [`The other build: ${describeBuild(baseline)}`] : []),
  ];
}

/** The commit it was made of, as far as that can be told. */
function describeBuild(directory) {
  try {
    const args = ['-C', directory, 'log', '-1', '--format=%h of %cs, "%s"'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'of an unknown commit';
  }
}

/** Looks where Node.js would; a package need not export its package.json. */
function versionOf(name) {
  for (const directory of createRequire(import.meta.url).resolve.paths(name)) {
    try {
      return readJson(`${directory}/${name}/package.json`).version;
    } catch {
      continue;
    }
  }
  return '(not installed)';
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
