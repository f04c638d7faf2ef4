// TurnCounter: how far those go through the fields of messages who then let others have a turn.

/** A fraction of a millisecond. */
const fieldsAtOnce = 512;

export class TurnCounter {
  #fields = 0;

  /** Counts fields that were gone through; true where it is time to look at the clock. */
  isTurnDue(fields = 1): boolean {
    this.#fields += fields;
    if (this.#fields < fieldsAtOnce) return false;
    this.#fields = 0;
    return true;
  }
}
