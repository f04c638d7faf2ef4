// LineTail: the lines of a growing text file that anybody may have written: each is told once, and all of them anew where the
// file is another than before.

import { GrowingFile } from '../growingFile.ts';

const lineFeed = 0x0a;

type HearLines = (lines: readonly string[], isAnew: boolean) => Promise<void>;

export class LineTail {
  readonly #file: GrowingFile;

  /** Its parameters are those of `GrowingFile`. */
  constructor(file: string, headBytes?: number, isListed?: boolean) {
    this.#file = new GrowingFile(file, headBytes, isListed);
  }

  get bytesHeld(): number {
    return this.#file.bytesHeld;
  }

  /**
   * Calls `hear` with stretches of new lines, without their ends; a last line without an end is left for the next call.
   * `isAnew`: what was told so far does not count any more. Gives when the file was last changed, in milliseconds since
   * 1970; undefined where there is none. What `hear` rejects is told again by the next call.
   * @throws as `GrowingFile.read` does, also for a line beyond 1 MiB
   */
  read(hear: HearLines): Promise<number | undefined> {
    return this.#file.read(async (bytes, _position, isAnew) => {
      const end = bytes.lastIndexOf(lineFeed);
      if (end >= 0) {
        const lines = new TextDecoder().decode(bytes.subarray(0, end)).split('\n');
        await hear(
          lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)),
          isAnew,
        );
      } else if (isAnew) await hear([], true);
      return end + 1;
    });
  }

  /** The next call tells everything from the beginning. */
  restart(): void {
    this.#file.restart();
  }
}
