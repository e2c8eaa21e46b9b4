interface Entry<Value> {
  readonly value: Value;
  /** In milliseconds since 1970. */
  readonly endsAt: number;
}

/** More than the one that comes, so that what has ended grows less. */
const LOOKED_AT = 2;

/** Values that end, in this process. What has ended is not found; a few are looked at, and forgotten, whenever one is set. */
export class ExpiringEntries<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private cursor = this.entries.entries();

  get(key: string): Entry<Value> | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.endsAt > Date.now() ? entry : undefined;
  }

  /** @param endsAt in milliseconds since 1970 */
  set(key: string, value: Value, endsAt: number): void {
    for (let count = 0; count < LOOKED_AT; count++) this.lookAtNext();
    this.entries.set(key, { value, endsAt });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** A cursor of a map goes on where entries come and go. */
  private lookAtNext(): void {
    const next = this.cursor.next();
    if (next.done) this.cursor = this.entries.entries();
    else if (next.value[1].endsAt <= Date.now()) this.entries.delete(next.value[0]);
  }
}
