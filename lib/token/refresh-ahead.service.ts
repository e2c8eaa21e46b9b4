import { AsyncResource } from 'node:async_hooks';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { RefreshScheduler } from '../credentials/refresh-scheduler.js';

/** Spreads the refreshes of many processes, so that most find a new credential when their turn comes. */
const JITTER_MS = 20_000;
const PREFIX = 'nestjs-wechat:';

/**
 * Refreshes credentials and the stock of QR codes ahead of need through the `SchedulerRegistry` of the host's `@nestjs/schedule`, where the host has
 * imported it. Each is refreshed from its first use on.
 */
@Injectable()
export class RefreshAheadService implements RefreshScheduler, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RefreshAheadService.name);
  private readonly names = new Set<string>();
  /** A timer keeps the context in which it was set: without it, every refresh would belong to the trace of the first use. */
  private readonly outside = new AsyncResource(RefreshAheadService.name);
  private registry: SchedulerRegistry | undefined;

  constructor(private readonly moduleRef: ModuleRef) {}

  async onApplicationBootstrap(): Promise<void> {
    this.registry = await this.findRegistry();
    this.logger.log(
      this.registry === undefined
        ? 'Tokens, tickets and QR codes are replaced when they are needed. Import ScheduleModule.forRoot() to have them replaced ahead.'
        : 'Tokens, tickets and QR codes are replaced ahead of their end, through @nestjs/schedule.',
    );
  }

  onModuleDestroy(): void {
    for (const name of this.names) this.cancel(name);
    this.registry = undefined;
  }

  schedule(name: string, delayMs: number, refresh: () => Promise<unknown>): void {
    const { registry } = this;
    if (registry === undefined) return;
    const fullName = PREFIX + name;
    this.cancel(fullName);
    const timer = setTimeout(
      () => {
        this.cancel(fullName);
        const refreshing = this.outside.runInAsyncScope(refresh);
        refreshing.catch((error: unknown) => {
          this.logger.warn(
            `${name} was not refreshed ahead: ${error instanceof Error ? error.message : String(error)}`,
          );
        });
      },
      delayMs + Math.random() * JITTER_MS,
    );
    registry.addTimeout(fullName, timer.unref());
    this.names.add(fullName);
  }

  private cancel(fullName: string): void {
    this.names.delete(fullName);
    if (this.registry?.doesExist('timeout', fullName)) this.registry.deleteTimeout(fullName);
  }

  private async findRegistry(): Promise<SchedulerRegistry | undefined> {
    try {
      const { SchedulerRegistry: token } = await import('@nestjs/schedule');
      return this.moduleRef.get(token, { strict: false });
    } catch {
      // Not installed, or not imported.
      return undefined;
    }
  }
}
