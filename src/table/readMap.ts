// A map whose values are read where they lie when they are asked for: what ten thousand rows hold need not lie in memory
// twice.

export abstract class ReadMap<Value> implements ReadonlyMap<string, Value> {
  abstract get(id: string): Value | undefined;

  abstract forEach(visit: (value: Value, id: string, map: ReadonlyMap<string, Value>) => void): void;

  /** Ids beside which it has none; maps that are read from one place may share the list. */
  get possibleIds(): readonly string[] {
    return [...this.keys()];
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  get size(): number {
    let size = 0;
    this.forEach(() => void size++);
    return size;
  }

  entries(): MapIterator<[string, Value]> {
    const entries: [string, Value][] = [];
    this.forEach((value, id) => void entries.push([id, value]));
    return entries.values();
  }

  *keys(): MapIterator<string> {
    for (const [id] of this.entries()) yield id;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }
}
