// A run's note for programs whose pages read Markdown, or show it as it stands: lists and the like stay, but nothing in
// it asks another host for a picture, leads where it does not say, or is HTML.

import { plainText } from '../base/shownText.ts';

export function noteText(note: string): string {
  return note
    .split('\n')
    .map((line) =>
      plainText(line.replace(/\r$/, ''), Number.POSITIVE_INFINITY)
        .replaceAll(/[[\]\\]/g, (mark) => `\\${mark}`)
        // A backslash before it is not taken for an escape by every reader.
        .replaceAll(/<(?=\S)/g, '< '),
    )
    .join('\n');
}
