// What of an event file cannot be read, counted and put into words.

import path from 'node:path';

/** All that was found in one file so far. */
export interface EventDamage {
  /** Absolute path. */
  readonly file: string;
  /** Byte at which the first damage stands. */
  readonly position: number;
  /** That were passed over in all. */
  readonly bytes: number;
  /** That were passed over alone, since where they end is known. */
  readonly records: number;
}

/**
 * For a log, a terminal or the panel: `events.out…: 1 damaged record (231 bytes from byte 1,024 on) is passed over. …`
 */
export function describeDamage({ file, position, bytes, records }: EventDamage): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const length = `${count(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const what = records === 0 ? length : `${count(records)} damaged ${records === 1 ? 'record' : 'records'} (${length})`;
  const verb = records === 1 || (records === 0 && bytes === 1) ? 'is' : 'are';
  const where = `the first at byte ${count(position)}`;
  return (
    `${path.basename(file)} is damaged: ${what}, ${where}, ${verb} passed over. Figures that stood there are missing; ` +
    'the others are right. A good copy of the file, put in its place, brings them back.'
  );
}
