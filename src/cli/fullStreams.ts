// Streams that take no more, as files on a full disk: whatever works goes on without them, and it is told on another one.

import { fstatSync, writeSync } from 'node:fs';
import { hasCode, isSystemError } from '../base/systemErrors.ts';

/** One of the process's own. */
export type StandardStream = NodeJS.WriteStream & { readonly fd: number };

interface NamedStream {
  readonly stream: StandardStream;
  /** For a message. */
  readonly name: string;
}

const reasons = [
  ['ENOSPC', 'its disk is full'],
  ['EDQUOT', 'its disk quota is used up'],
  ['EFBIG', 'its file is as large as it may be'],
] as const;

export class FullStreams {
  readonly #streams: readonly NamedStream[];
  /** With their own ways to write: whoever has put another in the place of one means to hear all that is written. */
  readonly #files: ReadonlyMap<StandardStream, StandardStream['write']>;
  readonly #full = new Set<StandardStream>();

  constructor(streams: readonly NamedStream[]) {
    this.#streams = streams;
    const files = streams.filter(({ stream: { fd } }) => isFile(fd));
    this.#files = new Map(files.map(({ stream }) => [stream, stream.write]));
  }

  /** Whether something that was to be written is lost. */
  get areAny(): boolean {
    return this.#full.size > 0;
  }

  /** Of one that is full nothing comes of it. */
  write(stream: StandardStream, text: string): void {
    if (this.#full.has(stream)) return;
    try {
      if (this.#files.get(stream) === stream.write) writeWhole(stream.fd, text);
      else stream.write(text);
    } catch (error) {
      if (!this.note(stream, error)) throw error;
    }
  }

  /** Whether the error says that the stream takes no more; the first time that is told on the others. */
  note(stream: StandardStream, error: unknown): boolean {
    // What was written before fails later, in other words.
    if (this.#full.has(stream)) return true;
    const reason = reasons.find(([code]) => hasCode(error, code))?.[1];
    if (reason === undefined) return false;
    this.#full.add(stream);
    const name = this.#streams.find((one) => one.stream === stream)?.name ?? 'A stream';
    for (const { stream: other } of this.#streams)
      this.write(other, `${name} cannot be written: ${reason}. What would have come there from now on is lost.\n`);
    return true;
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/**
 * Of a text for which a file has not enough room the system takes a part, and no more is heard of it until the next one;
 * Node.js's streams of files do not ask how much that was.
 */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
