import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Component } from './component.js';

/** Watches the tickets of all platforms of a registration while the application runs. */
@Injectable()
export class TicketWatch implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly components: readonly Component[]) {}

  onApplicationBootstrap(): void {
    for (const { watchdog } of this.components) watchdog.start();
  }

  onModuleDestroy(): void {
    for (const { watchdog } of this.components) watchdog.stop();
  }
}
