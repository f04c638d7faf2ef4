// Streams that take no more, as files on a full disk: whatever works goes on without them, and it is told on another one.

import { hasCode } from '../base/systemErrors.ts';

interface NamedStream {
  readonly stream: NodeJS.WriteStream;
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
  readonly #full = new Set<NodeJS.WriteStream>();

  constructor(streams: readonly NamedStream[]) {
    this.#streams = streams;
  }

  /** Whether something that was to be written is lost. */
  get areAny(): boolean {
    return this.#full.size > 0;
  }

  /** Of one that is full nothing comes of it. */
  write(stream: NodeJS.WriteStream, text: string): void {
    if (this.#full.has(stream)) return;
    try {
      stream.write(text);
    } catch (error) {
      if (!this.note(stream, error)) throw error;
    }
  }

  /** Whether the error says that the stream takes no more; the first time that is told on the others. */
  note(stream: NodeJS.WriteStream, error: unknown): boolean {
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
