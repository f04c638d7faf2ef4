// What files said when they were last read, for whoever looks at the same ones again and again.

import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { sha256OfFile } from '../base/sha256InTurns.ts';

/** SHA-256 of a file of at most so many bytes, in hexadecimal digits. Throws as `sha256OfFile` does. */
export type ReadDigest = (file: string, limitBytes: number) => Promise<string>;

/** The oldest are forgotten first: each is a path and a hundred characters. */
const mostKnown = 4096;

interface KnownDigest {
  /** As the file was before it was read. */
  readonly stamp: string;
  readonly digest: Promise<string>;
}

export class KnownDigests {
  readonly #known = new Map<string, KnownDigest>();

  /**
   * The digest that is known of the file as long as its stamp is the same; several who ask at once have it read once. Two
   * changes within a tick of the system's clock have one stamp: before anything is executed, `readAnew` has to be asked.
   */
  readonly remember: ReadDigest = async (file, limitBytes) => {
    const stamp = stampOf(await lookAtEntry(file));
    const known = this.#known.get(file);
    return known?.stamp === stamp ? known.digest : this.#read(file, stamp, limitBytes);
  };

  /** What the file's bytes say now, which is what is known of it from then on. */
  readonly readAnew: ReadDigest = async (file, limitBytes) =>
    this.#read(file, stampOf(await lookAtEntry(file)), limitBytes);

  async #read(file: string, stamp: string, limitBytes: number): Promise<string> {
    const read = { stamp, digest: sha256OfFile(file, limitBytes) };
    this.#known.delete(file);
    this.#known.set(file, read);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKnown) break;
      this.#known.delete(oldest);
    }
    let isSame = false;
    try {
      const digest = await read.digest;
      isSame = stampOf(await lookAtEntry(file)) === stamp;
      return digest;
    } finally {
      // What was read while the file changed is nothing that it said.
      if (!isSame && this.#known.get(file) === read) this.#known.delete(file);
    }
  }
}
