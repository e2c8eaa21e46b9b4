import { Gate } from '../faults/gate.js';

/** What goes wrong with deliveries. */
export class DeliveryFaults {
  readonly gate = new Gate();
  readonly #holds = new Map<string, number>();
  #duplicates = 0;

  /** The answers of the next so many pushes get lost once, so that they are delivered again. */
  duplicate(times: number): void {
    this.#duplicates = times;
  }

  /** Whether the answer of a push that begins now gets lost. */
  takeDuplicate(): boolean {
    if (this.#duplicates <= 0) return false;
    this.#duplicates--;
    return true;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** The next so many pushes of a kind wait until they are released. */
  hold(kind: string, times: number): void {
    if (times > 0) this.#holds.set(kind, times);
  }

  /** The kinds whose pushes will wait, for people to see. */
  held(): readonly { readonly kind: string; readonly left: number }[] {
    return [...this.#holds].map(([kind, left]) => ({ kind, left }));
  }

  /** Lets a push go on: at once, unless pushes of its kind are held. */
  async pass(kind: string): Promise<void> {
    const left = this.#holds.get(kind);
    if (left === undefined) return;
    if (left > 1) this.#holds.set(kind, left - 1);
    else this.#holds.delete(kind);
    await this.gate.wait(kind, () => false);
  }

  /** Holds no more, and lets those go on that wait. */
  release(kind: string): void {
    this.#holds.delete(kind);
    this.gate.open(kind);
  }

  clear(): void {
    this.#duplicates = 0;
    this.#holds.clear();
    this.gate.open();
  }
}
