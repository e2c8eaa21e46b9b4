const CAPACITY = 10_000;
const CAPACITY_BYTES = 64 * 1024 * 1024;

/** Keeps the newest entries, 10,000 or 64 MiB of them, so that a sandbox may run for weeks. */
export class Log<Entry> {
  #entries: Entry[] = [];
  /** Rather too many: an entry that grew may have been cut before. */
  #bytes = 0;

  /** @param sizeOf how much an entry weighs, in bytes */
  constructor(private readonly sizeOf: (entry: Entry) => number = () => 0) {}

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.grow(this.sizeOf(entry));
  }

  /** Says that an entry weighs more than it did when it was added. */
  grow(bytes: number): void {
    this.#bytes += bytes;
    // A quarter at a time, for each cut copies the rest.
    if (this.#entries.length > CAPACITY * 1.25 || this.#bytes > CAPACITY_BYTES * 1.25) this.#cut();
  }

  /** Oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  #cut(): void {
    const kept: Entry[] = [];
    this.#bytes = 0;
    for (const entry of this.#entries.slice(-CAPACITY).toReversed()) {
      const bytes = this.#bytes + this.sizeOf(entry);
      // The newest stays, whatever it weighs.
      if (bytes > CAPACITY_BYTES && kept.length > 0) break;
      kept.push(entry);
      this.#bytes = bytes;
    }
    this.#entries = kept.toReversed();
  }
}
