import { Logger } from '@nestjs/common';
import { CapturingLogger } from '@nestjs/testing';
import { onTestFinished } from 'vitest';
import { createWechatAccount } from '#lib/account/account.factory';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { resolveOptions } from '#lib/wechat.options-resolver';
import type { WechatOptions } from '#lib/wechat.options';
import type { CredentialStore, WechatAccount } from 'nestjs-wechat';
import { API_ACCOUNT } from './wechat-api/backend.js';
import type { WechatApi } from './wechat-api/server.js';

/** An account whose WeChat is the local one, as an application would have it. */
export function createAccount(
  wechat: Pick<WechatApi, 'origin'>,
  options: Partial<WechatOptions> = {},
  credentials: CredentialStore = new MemoryCredentialStore(),
): WechatAccount {
  const all = {
    appId: API_ACCOUNT.appId,
    appSecret: API_ACCOUNT.secret,
    hosts: { api: wechat.origin },
    timeoutMs: 500,
  };
  return createWechatAccount('default', resolveOptions({ ...all, ...options }, 'default'), { credentials });
}

/** Collects what is logged until the test ends. */
export function captureLogs(): CapturingLogger {
  const logger = new CapturingLogger({ print: false });
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  return logger;
}
