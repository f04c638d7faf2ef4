// What of an event file cannot be read, counted and put into words.

import type { Translate } from '../base/translate.ts';

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
export function describeDamage({ file, position, bytes, records }: EventDamage, translate: Translate): string {
  const count = (value: number) => value.toLocaleString('en-US');
  // In the page, too, where nobody knows which system's paths they are.
  const name = file.split(/[/\\]/).at(-1) ?? file;
  const [at, length] = [count(position), sayBytes(bytes, translate)];
  const damage =
    records === 0
      ? bytes === 1
        ? translate('{0} is damaged: {1}, the first at byte {2}, is passed over.', name, length, at)
        : translate('{0} is damaged: {1}, the first at byte {2}, are passed over.', name, length, at)
      : records === 1
        ? translate('{0} is damaged: 1 damaged record ({1}), the first at byte {2}, is passed over.', name, length, at)
        : translate(
            '{0} is damaged: {1} damaged records ({2}), the first at byte {3}, are passed over.',
            name,
            count(records),
            length,
            at,
          );
  return [
    damage,
    translate('Figures that stood there are missing; the others are right.'),
    translate('A good copy of the file, put in its place, brings them back.'),
  ].join(' ');
}

function sayBytes(bytes: number, translate: Translate): string {
  return bytes === 1 ? translate('1 byte') : translate('{0} bytes', bytes.toLocaleString('en-US'));
}
