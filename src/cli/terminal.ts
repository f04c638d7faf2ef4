// Terminal: standard output for data, standard error for messages, and what each of them can show.

import { stripVTControlCharacters, styleText } from 'node:util';
import { asciiSymbols, type Symbols, showsUnicode, unicodeSymbols } from './symbols.ts';

export type Style = NonNullable<Parameters<typeof styleText>[0]>;

/** One of the two places that the command line writes to. */
export interface Surface {
  write(text: string): void;
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

/** The terminal of this process. */
export function openTerminal(): Terminal {
  return {
    output: createSurface(process.stdout),
    messages: createSurface(process.stderr),
    symbols: showsUnicode(process.env, process.platform) ? unicodeSymbols : asciiSymbols,
  };
}

function createSurface(stream: NodeJS.WriteStream): Surface {
  const interactive = stream.isTTY === true && process.env.TERM !== 'dumb';
  return {
    write: (text) => void stream.write(text),
    interactive,
    columns: () => (stream.columns > 0 ? stream.columns : 80),
    paint: (style, text) => (showsColour(stream, interactive) ? styleText(style, text, { validateStream: false }) : text),
  };
}

function showsColour(stream: NodeJS.WriteStream, interactive: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return interactive && stream.hasColors();
}

/** One value as one line of JSON. Numbers keep full precision; what is not finite becomes null. */
export function writeJsonLine(surface: Surface, value: unknown): void {
  surface.write(`${JSON.stringify(value)}\n`);
}

/** Text that came from files, made safe to print: control sequences in it must not move the cursor. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/**
 * A reader that went away (`reptile-lab list | head`) ends the process quietly: nothing that is still to be written can arrive.
 * Work in progress is stopped through `stopWork` first, so that a run keeps its checkpoint.
 */
export function leaveWhenReaderIsGone(stopWork: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // EIO: the terminal itself is gone.
      if (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'EIO') stopWork();
      else throw error;
    });
  }
}
