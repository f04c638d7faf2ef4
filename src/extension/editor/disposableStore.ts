// A store of everything with a lifetime; what arrives after its end is disposed at once.

export interface Disposable {
  dispose(): unknown;
}

export class DisposableStore implements Disposable {
  #members = new Set<Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Keeps `member` until the store is disposed; disposes it now if that has happened. Returns it. */
  add<T extends Disposable>(member: T): T {
    if (this.#isDisposed) member.dispose();
    else this.#members.add(member);
    return member;
  }

  /** Newest first; each member once, even if one throws. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const members = [...this.#members].reverse();
    this.#members.clear();
    const errors: unknown[] = [];
    for (const member of members) {
      try {
        member.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some things could not be disposed of.');
  }
}
