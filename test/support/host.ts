import type { INestApplication, ModuleMetadata, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CapturingLogger } from '@nestjs/testing';
import type { Push } from './wechat-side.js';

export type Platform = 'express' | 'fastify';
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

export interface HostSetup extends Pick<ModuleMetadata, 'imports' | 'providers' | 'controllers'> {
  readonly options?: NestApplicationOptions;
  /** What the host does to its application before it listens. */
  readonly configure?: (app: INestApplication) => unknown;
}

/** A listening application, and WeChat's side of the wire. */
export interface Host {
  readonly app: INestApplication;
  readonly logger: CapturingLogger;
  readonly origin: string;
  post(path: string, push: Push, init?: RequestInit): Promise<Response>;
  get(path: string, query: Readonly<Record<string, string>>): Promise<Response>;
}

export async function startHost(platform: Platform, setup: HostSetup): Promise<Host> {
  const { imports = [], providers = [], controllers = [], options, configure } = setup;
  const logger = new CapturingLogger({ print: false });
  const module = { module: class AppModule {}, imports, providers, controllers };
  const all = { logger, abortOnError: false, ...options };
  const app: INestApplication =
    platform === 'fastify'
      ? await NestFactory.create(module, new FastifyAdapter(), all)
      : await NestFactory.create(module, all);
  await configure?.(app);
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  const url = (path: string, query: Readonly<Record<string, string>>) =>
    `${origin}/${path}?${String(new URLSearchParams(query))}`;
  return {
    app,
    logger,
    origin,
    post: (path, { query, body }, init) =>
      fetch(url(path, query), { method: 'POST', headers: { 'content-type': 'text/xml' }, body, ...init }),
    get: (path, query) => fetch(url(path, query)),
  };
}
