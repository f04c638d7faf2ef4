// Text in terminal cells: how wide it is, padded and cut without breaking colours or wide characters.

import { stripVTControlCharacters } from 'node:util';
import { withoutSignatures } from './terminal.ts';

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const withoutWidth = /[\p{Mark}\p{Cf}]/u;

/** Terminal cells that `text` takes, colours left out. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(withoutSignatures(text))) width += characterWidth(character);
  return width;
}

/** Pads with spaces up to `width` cells. */
export function padText(text: string, width: number, alignment: 'left' | 'right'): string {
  const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
  return alignment === 'left' ? text + padding : padding + text;
}

/** Cuts text without colours to at most `width` cells, and says so with `ellipsis`. */
export function cutText(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return '';
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > room) break;
    kept += character;
  }
  return kept + ellipsis;
}

function characterWidth(character: string): number {
  if (withoutWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
