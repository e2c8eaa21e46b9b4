import { Logger } from '@nestjs/common';
import { CapturingLogger } from '@nestjs/testing';
import { onTestFinished } from 'vitest';
import { createWechatAccount } from '#lib/account/account.factory';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { LoginWatcher } from '#lib/login/login-watcher';
import { MemoryLoginAttemptStore } from '#lib/login/memory-login-attempt.store';
import { MemoryOAuthExchangeStore } from '#lib/oauth/memory-oauth-exchange.store';
import { MemoryUserTokenStore } from '#lib/oauth/memory-user-token.store';
import { MemoryQrcodePoolStore } from '#lib/qrcode/pool/memory-qrcode-pool.store';
import { resolveOptions } from '#lib/wechat.options-resolver';
import { Telemetry } from '#lib/telemetry/telemetry';
import type { WechatOptions } from '#lib/wechat.options';
import { WechatEvents, type CredentialStore, type QrcodePoolStore, type WechatAccount } from 'nestjs-wechat';
import type { WechatSandbox } from 'nestjs-wechat/sandbox';

/** The first account of a sandbox, as an application would have it. */
export function createAccount(
  sandbox: WechatSandbox,
  options: Partial<WechatOptions> = {},
  credentials: CredentialStore = new MemoryCredentialStore(),
  qrcodePool: QrcodePoolStore = new MemoryQrcodePoolStore(),
  events: WechatEvents = new WechatEvents(),
): WechatAccount {
  const all = { ...sandbox.credentials(), timeoutMs: 500, ...options };
  return createWechatAccount('default', resolveOptions(all, 'default'), {
    credentials,
    qrcodePool,
    loginAttempts: new MemoryLoginAttemptStore(),
    loginWatcher: new LoginWatcher(),
    userTokens: options.stores?.userTokens ?? new MemoryUserTokenStore(),
    oauthExchanges: options.stores?.oauthExchanges ?? new MemoryOAuthExchangeStore(),
    telemetry: new Telemetry(events),
  });
}

/** Collects what is logged until the test ends. */
export function captureLogs(): CapturingLogger {
  const logger = new CapturingLogger({ print: false });
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  return logger;
}
