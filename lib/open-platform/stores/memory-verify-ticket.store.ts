import { VerifyTicketStore, type StoredVerifyTicket, type VerifyTicket } from './verify-ticket.store.js';

/** Keeps tickets in this process: after a restart it takes up to ten minutes until the next one comes. */
export class MemoryVerifyTicketStore extends VerifyTicketStore {
  private readonly tickets = new Map<string, VerifyTicket & { readonly at: number }>();

  async find(componentAppId: string): Promise<StoredVerifyTicket | undefined> {
    const found = this.tickets.get(componentAppId);
    if (found === undefined) return undefined;
    const { ticket, createTime, at } = found;
    return { ticket, createTime, ageMs: Date.now() - at };
  }

  async save(componentAppId: string, ticket: VerifyTicket): Promise<boolean> {
    const before = this.tickets.get(componentAppId);
    if (before !== undefined && before.createTime > ticket.createTime) return false;
    this.tickets.set(componentAppId, { ...ticket, at: Date.now() });
    return true;
  }
}
