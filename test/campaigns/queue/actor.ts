// Who acts on a queue: a window or a terminal.

import type { PlannedDeed } from './deeds.ts';
import type { Outcome, Showing } from './words.ts';

export interface Actor {
  readonly name: string;
  /** Rejects only where the actor itself does not do what it should. */
  carryOut(planned: PlannedDeed, draw: number): Promise<Outcome>;
  /** What it shows of the folder just now. */
  show(): Promise<Showing>;
  /** Of what it was asked for and has not come back from; resolves when nothing is left. */
  settle(): Promise<void>;
}

/** Something that must not be, with what tells about it. */
export interface Fault {
  readonly kind: string;
  readonly detail: string;
}
