/** What is made at its first use, by key, of which the least used are forgotten: for accounts that are known only at run time. */
export class AccountCache<Value> {
  private readonly values = new Map<string, Value>();

  /**
   * @param create makes what belongs to a key
   * @param most how many are kept
   */
  constructor(
    private readonly create: (key: string) => Value,
    private readonly most = 1000,
  ) {}

  get(key: string): Value {
    const value = this.values.get(key) ?? this.create(key);
    // The last of a map is the one that was used last.
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.most) this.values.delete(this.values.keys().next().value ?? key);
    return value;
  }

  /** Has it made anew at its next use; with `value`, only while it is that one. */
  forget(key: string, value?: Value): void {
    if (value === undefined || this.values.get(key) === value) this.values.delete(key);
  }
}
