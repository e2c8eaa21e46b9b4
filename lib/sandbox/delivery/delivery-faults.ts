/** What goes wrong with deliveries. */
export class DeliveryFaults {
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

  clear(): void {
    this.#duplicates = 0;
  }
}
