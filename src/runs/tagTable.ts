// TagTable: the names of a run's figures, each made a string once. Afterwards its bytes are only compared.

/**
 * A run has fewer than a hundred. A file with more than these was not written by one, and its names would fill the
 * memory.
 */
export const mostFigureTags = 4096;
/** Of UTF-8. */
export const longestTagBytes = 512;
/** Of one, beside its letters. */
const bytesOfTag = 200;

interface Tag {
  /** Undefined for one that nobody wants. */
  readonly name: string | undefined;
  /** Its length in bytes, and these as words: comparing four at a time is what reading a long run takes longest for. */
  readonly length: number;
  readonly words: Uint32Array;
  /** Place of the tag that followed this one the last time: a run writes the same ones in the same order. */
  next: number;
}

export class TagTable {
  readonly #isWanted: (name: string) => boolean;
  readonly #tags: Tag[] = [];
  readonly #places = new Map<string, number>();
  #last: Tag | undefined;
  #bytesHeld = 0;

  constructor(isWanted: (name: string) => boolean) {
    this.#isWanted = isWanted;
  }

  /** What the tags take in memory, about. */
  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /**
   * The tag's place, for `nameAt`, of the bytes from `start` to `end` of `view`; -1 for one that is too long, or one
   * too many.
   */
  placeOf(view: DataView, start: number, end: number): number {
    const guess = this.#last?.next ?? 0;
    const guessed = this.#tags[guess];
    if (guessed !== undefined && isEqual(guessed, view, start, end)) {
      this.#last = guessed;
      return guess;
    }
    const place = this.#find(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
    if (place < 0) return place;
    if (this.#last !== undefined) this.#last.next = place;
    this.#last = this.#tags[place];
    return place;
  }

  /** Undefined for a tag that nobody wants. */
  nameAt(place: number): string | undefined {
    return this.#tags[place]?.name;
  }

  #find(bytes: Uint8Array): number {
    if (bytes.length > longestTagBytes) return -1;
    const name = new TextDecoder().decode(bytes);
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#tags.length;
    if (place >= mostFigureTags) return -1;
    this.#places.set(name, place);
    this.#bytesHeld += bytesOfTag + 3 * bytes.length;
    this.#tags.push({ name: this.#isWanted(name) ? name : undefined, ...wordsOf(bytes), next: place + 1 });
    return place;
  }
}

function isEqual({ length, words }: Tag, view: DataView, start: number, end: number): boolean {
  if (length !== end - start) return false;
  const last = words.length - 1;
  for (let word = 0; word < last; word++) if (view.getUint32(start + 4 * word, true) !== words[word]) return false;
  return lastWord(view, start, end) === words[last];
}

function wordsOf(bytes: Uint8Array): Pick<Tag, 'length' | 'words'> {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const words = new Uint32Array(Math.max(1, Math.ceil(length / 4)));
  for (let word = 0; word < words.length - 1; word++) words[word] = view.getUint32(4 * word, true);
  words[words.length - 1] = lastWord(view, 0, length);
  return { length, words };
}

/** The last four bytes, which may be among those of the word before; all of them where there are fewer. */
function lastWord(view: DataView, start: number, end: number): number {
  if (end - start >= 4) return view.getUint32(end - 4, true);
  let word = 0;
  for (let at = start; at < end; at++) word = (word << 8) | view.getUint8(at);
  return word;
}
