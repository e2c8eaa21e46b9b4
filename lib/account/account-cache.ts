/** What is made at its first use, by key, of which the least used are forgotten: for accounts that are known only at run time. */
export class AccountCache<Value> {
  private readonly values = new Map<string, Promise<Value | undefined>>();

  /**
   * @param create makes what belongs to a key; `undefined` for one that is not known, which is asked again next time
   * @param most how many are kept
   */
  constructor(
    private readonly create: (key: string) => Promise<Value | undefined>,
    private readonly most = 1000,
  ) {}

  /** Rejects as `create` does, and tries anew the next time. */
  get(key: string): Promise<Value | undefined> {
    const known = this.values.get(key);
    const value = known ?? this.make(key);
    // The last of a map is the one that was used last.
    if (known !== undefined) this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.most) this.values.delete(this.values.keys().next().value ?? key);
    return value;
  }

  /** Has it made anew at its next use. */
  forget(key: string): void {
    this.values.delete(key);
  }

  private make(key: string): Promise<Value | undefined> {
    const made = this.create(key);
    const forget = (): void => {
      if (this.values.get(key) === made) this.values.delete(key);
    };
    made.then(value => value ?? forget(), forget);
    return made;
  }
}
