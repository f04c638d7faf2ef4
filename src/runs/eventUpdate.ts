// What whoever reads event files is told of them, in order.

import type { EventDamage } from './eventDamage.ts';
import type { FigureBatch } from './figureBatch.ts';
import type { RunNotice } from './runNotice.ts';

export type EventUpdate =
  | { readonly kind: 'figures'; readonly figures: FigureBatch }
  /** The run was continued from a checkpoint: figures from this iteration on, told so far, do not count any more. */
  | { readonly kind: 'withdrawn'; readonly fromIteration: number }
  /** Everything is told again from the beginning: what was told so far does not count, neither figures nor problems. */
  | { readonly kind: 'restarted' }
  /** Parts of a file cannot be read and are passed over. Told once, and again when there is more of it. */
  | ({ readonly kind: 'damaged' } & EventDamage)
  /**
   * A file, or the directory, cannot be read at the moment; told once for each reason. It is tried again at each call,
   * very many now and then.
   */
  | { readonly kind: 'unreadable'; readonly file: string; readonly notice: RunNotice }
  /** One that could not be read can be read again. */
  | { readonly kind: 'readable'; readonly file: string };

/** Hears what was read. Only what was told is not told again. */
export type HearEvents = (updates: readonly EventUpdate[]) => void;
