// Finds images by what a table calls them.

import { addTo } from '../../base/addTo.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { type Part, partNamed } from './partNames.ts';
import { baseOf, folderOf } from './paths.ts';

export class ImageFinder {
  readonly #byName = new Map<string, SourceFile>();
  readonly #byBaseName = new Map<string, SourceFile[]>();
  /** By the last folder and the name. */
  readonly #byEnding = new Map<string, SourceFile[]>();
  /** By the name without its ending; made when a table leaves that out. */
  #byStem: Map<string, SourceFile[]> | undefined;
  /** By a folder that is called as a part, and the name; made when nothing else tells images apart. */
  #byPart: Map<string, SourceFile[]> | undefined;
  /** The last folders that images lie in. */
  readonly #folders = new Set<string>();
  readonly #ofSynset = new Map<string, { readonly number: number; readonly file: SourceFile }[]>();

  constructor(images: readonly SourceFile[]) {
    for (const file of images) {
      const name = file.name.normalize('NFC');
      const base = baseOf(name);
      this.#byName.set(name, file);
      addTo(this.#byBaseName, base, file);
      addTo(this.#byEnding, endingOf(name), file);
      this.#folders.add(baseOf(folderOf(name)));
      const [, synset, number] = imageNetName.exec(base) ?? [];
      if (synset !== undefined) addTo(this.#ofSynset, synset.toLowerCase(), { number: Number(number), file });
    }
    for (const files of this.#ofSynset.values()) files.sort((a, b) => a.number - b.number);
  }

  /**
   * By the path or its end; by the name alone, or where several have it by the label's folder, or by one that is called
   * as the table's part; by the name without its ending; or by its rank in ImageNet. Never one of several, nor one that lies in another folder than is written.
   */
  find(written: string, label: string, part?: Part): SourceFile | undefined {
    const name = written.normalize('NFC');
    const base = baseOf(name);
    const folder = baseOf(folderOf(name));
    const exact = this.#byName.get(name);
    if (exact !== undefined) return exact;
    if (folder !== '' && this.#folders.has(folder)) return this.#byPath(name) ?? this.#byRank(base);
    const alike = this.#byBaseName.get(base) ?? [];
    if (alike.length > 1) {
      const ofPart = part === undefined ? undefined : this.#inPartFolders().get(`${part}/${base}`);
      return onlyOne(this.#byEnding.get(`${label}/${base}`)) ?? onlyOne(ofPart);
    }
    return alike[0] ?? this.#byRank(base) ?? onlyOne(this.#stems().get(base));
  }

  #byPath(name: string): SourceFile | undefined {
    const alike = this.#byEnding.get(endingOf(name));
    return onlyOne(alike?.filter((file) => file.name.normalize('NFC').endsWith(`/${name}`))) ?? onlyOne(alike);
  }

  #inPartFolders(): ReadonlyMap<string, readonly SourceFile[]> {
    if (this.#byPart !== undefined) return this.#byPart;
    const found = new Map<string, SourceFile[]>();
    for (const [name, file] of this.#byName) {
      const parts = new Set(
        folderOf(name)
          .split('/')
          .flatMap((folder) => partNamed(folder) ?? []),
      );
      for (const part of parts) addTo(found, `${part}/${baseOf(name)}`, file);
    }
    this.#byPart = found;
    return found;
  }

  #stems(): ReadonlyMap<string, readonly SourceFile[]> {
    if (this.#byStem !== undefined) return this.#byStem;
    const stems = new Map<string, SourceFile[]>();
    for (const [base, files] of this.#byBaseName) {
      for (const file of files) addTo(stems, base.replace(/\.[^.]*$/, ''), file);
    }
    this.#byStem = stems;
    return stems;
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

/** The last folder and the name. */
function endingOf(name: string): string {
  return name.split('/').slice(-2).join('/');
}

function onlyOne(files: readonly SourceFile[] | undefined): SourceFile | undefined {
  return files?.length === 1 ? files[0] : undefined;
}
