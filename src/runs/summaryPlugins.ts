// SummaryPlugins: which tags of a log belong to TensorBoard's plugin for scalars. Only the first record of a tag need say so.

import { longestTagBytes, mostFigureTags } from './tagTable.ts';

export class SummaryPlugins {
  readonly #scalarTags = new Set<string>();
  /** A tag belongs to the plugin that it named first. There is no end to other plugins' tags: of few the names are kept. */
  readonly #otherTags = new Set<string>();
  readonly #onHparams: (content: Uint8Array) => void;
  #bytesHeld = 0;

  /** `onHparams` hears what records of the plugin for hyperparameters hold: `HParamsPluginData`. */
  constructor(onHparams: (content: Uint8Array) => void = () => {}) {
    this.#onHparams = onHparams;
  }

  /** What the tags take in memory, about, whether they have figures or not. */
  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /** Takes what a value says of itself, nothing where `plugin` is empty. True where its tensor is a figure. */
  noteValue(tag: string, plugin: string, content: Uint8Array | undefined): boolean {
    if (plugin === 'hparams' && content !== undefined) this.#onHparams(content);
    if (this.#scalarTags.has(tag)) return true;
    if (plugin === '' || this.#otherTags.has(tag)) return false;
    if (plugin !== scalars) {
      if (this.#otherTags.size < mostOtherTags && tag.length <= longestOtherTag) this.#keep(tag, this.#otherTags);
      return false;
    }
    if (this.#scalarTags.size < mostFigureTags && tag.length <= longestTagBytes) this.#keep(tag, this.#scalarTags);
    return true;
  }

  /** One that is not among them. */
  #keep(tag: string, tags: Set<string>): void {
    tags.add(tag);
    this.#bytesHeld += bytesOfTag + 2 * tag.length;
  }

  /** Whether a record said so of this tag. */
  isOfScalars(tag: string): boolean {
    return this.#scalarTags.has(tag);
  }
}

const scalars = 'scalars';
const mostOtherTags = 64;
/** In UTF-16 units. */
const longestOtherTag = 200;
/** Of one, beside its letters. */
const bytesOfTag = 40;
