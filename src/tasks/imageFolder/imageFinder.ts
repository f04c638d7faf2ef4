// Finds images by what a table calls them.

import type { SourceFile } from '../files/fileSource.ts';
import { addTo } from './classLayout.ts';
import { baseOf } from './paths.ts';

export class ImageFinder {
  readonly #byName = new Map<string, SourceFile>();
  /** Undefined where several images are called so. */
  readonly #byBaseName = new Map<string, SourceFile | undefined>();
  /** By the last folder and the name; made when a name alone is not enough. */
  #byEnding: Map<string, SourceFile> | undefined;
  readonly #ofSynset = new Map<string, { readonly number: number; readonly file: SourceFile }[]>();

  constructor(images: readonly SourceFile[]) {
    for (const file of images) {
      const name = file.name.normalize('NFC');
      const base = baseOf(name);
      this.#byName.set(name, file);
      this.#byBaseName.set(base, this.#byBaseName.has(base) ? undefined : file);
      const [, synset, number] = imageNetName.exec(base) ?? [];
      if (synset !== undefined) addTo(this.#ofSynset, synset.toLowerCase(), { number: Number(number), file });
    }
    for (const files of this.#ofSynset.values()) files.sort((a, b) => a.number - b.number);
  }

  /** By the path; by the name alone, or where several have it by the label's folder; or by its rank in ImageNet. */
  find(written: string, label: string): SourceFile | undefined {
    const name = written.normalize('NFC');
    const base = baseOf(name);
    const found = this.#byName.get(name) ?? this.#byBaseName.get(base);
    if (found !== undefined) return found;
    return this.#byBaseName.has(base) ? this.#byFolder(`${label}/${base}`) : this.#byRank(base);
  }

  #byFolder(ending: string): SourceFile | undefined {
    this.#byEnding ??= new Map(
      [...this.#byName].map(([name, file]) => [name.split('/').slice(-2).join('/'), file] as const),
    );
    return this.#byEnding.get(ending);
  }

  /**
   * mini-ImageNet's tables call images by their synset and their rank in it, from 1, in the order of ImageNet's own
   * numbers: `n0153282900000005.jpg` is the fifth of `n01532829_*.JPEG` (Ravi and Larochelle, 2017).
   */
  #byRank(base: string): SourceFile | undefined {
    const [, synset, rank] = rankedName.exec(base) ?? [];
    return synset === undefined ? undefined : this.#ofSynset.get(synset.toLowerCase())?.[Number(rank) - 1]?.file;
  }
}

const imageNetName = /^(n\d{8})_(\d{1,9})\.jpe?g$/i;
const rankedName = /^(n\d{8})(\d{8})\.jpe?g$/i;
