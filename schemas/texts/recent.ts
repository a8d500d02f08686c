/** Remembers what it was given lately: when it is full, it begins anew. */
export class Recent<Value> {
  private readonly held = new Map<string, Value>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: string): Value | undefined {
    return this.held.get(key);
  }

  set(key: string, value: Value): Value {
    if (this.held.size >= this.most) this.held.clear();
    this.held.set(key, value);
    return value;
  }
}
