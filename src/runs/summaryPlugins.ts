// SummaryPlugins: which of TensorBoard's plugins the tags of a log belong to. Only the first record of a tag need say so.

import { mostFigureTags } from './tagTable.ts';

export class SummaryPlugins {
  readonly #pluginOf = new Map<string, string>();
  readonly #onHparams: (content: Uint8Array) => void;

  /** `onHparams` hears what records of the plugin for hyperparameters hold: `HParamsPluginData`. */
  constructor(onHparams: (content: Uint8Array) => void = () => {}) {
    this.#onHparams = onHparams;
  }

  /** Takes what a value says of itself, nothing where `plugin` is empty. True where its tensor is a figure. */
  noteValue(tag: string, plugin: string, content: Uint8Array | undefined): boolean {
    if (plugin === 'hparams' && content !== undefined) this.#onHparams(content);
    const known = this.#pluginOf.get(tag);
    if (known !== undefined) return known === scalars;
    if (plugin !== '' && this.#pluginOf.size < mostFigureTags) this.#pluginOf.set(tag, plugin);
    return plugin === scalars;
  }

  /** Whether a record said so of this tag. */
  isOfScalars(tag: string): boolean {
    return this.#pluginOf.get(tag) === scalars;
  }
}

const scalars = 'scalars';
