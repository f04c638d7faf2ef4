// The records of the tables that operations name: what each holds, in order.

import { each, type OperandKinds } from './operandKinds.ts';

export const recordTable = {
  /**
   * Positions that sum over the same taps: addresses of their sources, of their targets, and of the taps' offsets
   * inside a panel.
   */
  POSITION_GROUP: {
    ...each('count', 'taps'),
    ...each('perSample', 'positions'),
    ...each('table', 'sources', 'targets', 'offsets'),
  },
  /** One tap's source ranges. */
  TAP: { ...each('table', 'ranges'), ...each('count', 'rangeCount') },
  /**
   * Positions that have a tap: the first one's source and the distance of the next, how many, and how many stand in
   * earlier groups.
   */
  SOURCE_RANGE: {
    ...each('table', 'sources'),
    ...each('bytes', 'sourceBytes'),
    ...each('perSample', 'positions', 'start'),
  },
  /** Rows that are multiplied by the same weights, and the number of the first one. */
  ROW_GROUP: { ...each('perSample', 'rows'), ...each('count', 'first') },
  /** Where a point stands: its row for the first image, and how many rows further it stands for the next one. */
  PLACE: { ...each('count', 'first', 'next') },
} as const satisfies Readonly<Record<string, OperandKinds>>;

export type RecordName = keyof typeof recordTable;
