// Terminal: standard output for data, standard error for messages, and what each of them can show.

import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { arePlainlySeen, plainText } from '../base/shownText.ts';
import { indentedText, jsonLine } from '../base/terminalText.ts';
import { FullStreams, type StandardStream } from './fullStreams.ts';
import { asciiSymbols, type Symbols, showsUnicode, unicodeSymbols } from './symbols.ts';

export type Style = NonNullable<Parameters<typeof styleText>[0]>;

/** What moves the cursor or redraws its line. */
export const cursorSequences = {
  lineStart: '\r',
  clearLine: '\u001b[2K',
  clearRest: '\u001b[K',
  hide: '\u001b[?25l',
  show: '\u001b[?25h',
} as const;

/** One of the two places that the command line writes to. */
export interface Surface {
  /**
   * Writes text. Whatever a terminal would obey in it, or not show, becomes U+FFFD; but for line breaks, and what
   * `paint` and `cursor` gave.
   */
  write(text: string): void;
  /** A sequence for `write`. */
  cursor(command: keyof typeof cursorSequences): string;
  /** A line that can be redrawn: a terminal that understands control sequences. */
  readonly interactive: boolean;
  /** Cells of a line at this moment. */
  columns(): number;
  /** `text` in colour where the surface shows colours (NO_COLOR and FORCE_COLOR are obeyed), otherwise as it is. */
  paint(style: Style, text: string): string;
}

export interface Terminal {
  readonly output: Surface;
  readonly messages: Surface;
  readonly symbols: Symbols;
}

const streams = new FullStreams([
  { stream: process.stdout, name: 'Standard output' },
  { stream: process.stderr, name: 'Standard error' },
]);

/** Whether something that was to be written is lost, because a disk takes no more. */
export function isOutputLost(): boolean {
  return streams.areAny;
}

/** The terminal of this process. */
export function openTerminal(): Terminal {
  return {
    output: createSurface(process.stdout),
    messages: createSurface(process.stderr),
    symbols: showsUnicode(process.env, process.platform) ? unicodeSymbols : asciiSymbols,
  };
}

function createSurface(stream: StandardStream): Surface {
  const interactive = stream.isTTY === true && process.env.TERM !== 'dumb';
  return {
    write: (text) => streams.write(stream, obeyOnlyOwn(text)),
    interactive,
    columns: () => (stream.columns > 0 ? stream.columns : 80),
    cursor: (command) => sign(cursorSequences[command]),
    paint: (style, text) => (showsColour(stream, interactive) ? paintSigned(style, text) : text),
  };
}

/**
 * Stands around each sequence of our own. It is drawn anew in every process, so that no text from a file can hold it.
 */
const signature = `\u001b[${randomInt(2 ** 40, 2 ** 47)}m`;

function sign(sequence: string): string {
  return `${signature}${sequence}${signature}`;
}

function paintSigned(style: Style, text: string): string {
  const [begin = '', end = ''] = styleText(style, '.', { validateStream: false }).split('.');
  return `${sign(begin)}${text}${sign(end)}`;
}

/** With sequences of our own as a terminal gets them. */
export function withoutSignatures(text: string): string {
  return text.replaceAll(signature, '');
}

/** `text` with the signatures taken away and, outside of them, all but line breaks made visible. */
function obeyOnlyOwn(text: string): string {
  // It holds no signature, either; taking a long list apart takes long.
  if (arePlainlySeen(text)) return text;
  return text
    .split(signature)
    .map((part, index) => (index % 2 === 1 ? part : makeVisible(part)))
    .join('');
}

function makeVisible(text: string): string {
  return text
    .split('\n')
    .map((line) => plainText(line, Number.POSITIVE_INFINITY))
    .join('\n');
}

function showsColour(stream: NodeJS.WriteStream, interactive: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return interactive && stream.hasColors();
}

/** One value as one line of JSON. Numbers keep full precision; what is not finite becomes null. */
export function writeJsonLine(surface: Surface, value: unknown): void {
  surface.write(`${jsonLine(value)}\n`);
}

/** Characters of a long list that are written at once. */
const stretchOfList = 65_536;

/**
 * What `report` gives for each of `items` as one line, a JSON array: the same text as of all of them at once, of which
 * never more than a stretch is held, since entries of thousands of runs are many times what they are made from.
 */
export function writeJsonList<Item>(surface: Surface, items: Iterable<Item>, report: (item: Item) => object): void {
  let entries: string[] = [];
  let length = 0;
  let before = '[';
  for (const item of items) {
    const entry = jsonLine(report(item));
    entries.push(entry);
    length += entry.length;
    if (length < stretchOfList) continue;
    surface.write(before + entries.join(','));
    before = ',';
    entries = [];
    length = 0;
  }
  if (entries.length > 0 || before === '[') surface.write(`${before}${entries.join(',')}]\n`);
  else surface.write(']\n');
}

/** As many characters as a path has at most. */
const longestLine = 4096;

/** Text that came from files as one line to print: it neither forges a line nor moves the cursor. */
export function printable(text: string): string {
  return plainText(text, longestLine);
}

/** The same for messages of several lines, of which all but the first are indented. */
export function printableLines(text: string, longest?: number): string {
  return indentedText(text, longest);
}

/**
 * A reader that went away (`reptile-lab list | head`) ends the process quietly: nothing that is still to be written can
 * arrive. Work in progress is stopped through `stopWork` first, so that a run keeps its checkpoint.
 */
export function leaveWhenReaderIsGone(stopWork: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // EIO: the terminal itself is gone.
      if (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'EIO') stopWork();
      else if (!streams.note(stream, error)) throw error;
    });
  }
}
