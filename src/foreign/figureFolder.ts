// FigureFolder: a folder in which each file holds the figures of one name, in folders as that name has slashes.

import path from 'node:path';
import { crowdIn } from '../base/crowd.ts';
import { PatientLook } from '../base/folderNames.ts';
import type { HearEvents } from '../runs/eventUpdate.ts';
import { fileProblemOf } from '../runs/fileProblem.ts';
import { mostFigureTags } from '../runs/tagTable.ts';
import { type FoundFiles, filesWithin } from './filesWithin.ts';
import { FigureFiles, type LineFigures } from './tables/figureFiles.ts';
import type { ToldProblems } from './toldProblems.ts';

/** Of one in a list of files, beside its letters. */
const bytesOfName = 50;

interface FolderLayout {
  /** What all files with figures end in. */
  readonly suffix: string;
  /** What reads the lines of the file with the figures of this name. */
  readonly begin: (name: string) => LineFigures;
}

export class FigureFolder {
  readonly #folder: string;
  readonly #layout: FolderLayout;
  readonly #problems: ToldProblems;
  readonly #listing: PatientLook<FoundFiles>;
  readonly #figures: FigureFiles;
  #names: readonly string[] = [];
  #bytesOfNames = 0;
  #others: ReadonlySet<string> = new Set();

  constructor(folder: string, layout: FolderLayout, problems: ToldProblems) {
    this.#folder = folder;
    this.#layout = layout;
    this.#problems = problems;
    const isWanted = (name: string) => name.endsWith(layout.suffix);
    this.#listing = new PatientLook(() => filesWithin(folder, { isWanted, most: mostFigureTags }));
    this.#figures = new FigureFiles(problems);
  }

  /** Of the figures that have files. */
  get names(): ReadonlySet<string> {
    return new Set(this.#names.map((name) => this.#nameOf(name)));
  }

  get filesChangedAt(): number | undefined {
    return this.#figures.filesChangedAt;
  }

  /** What its files take in memory, about. */
  get bytesHeld(): number {
    return this.#bytesOfNames + this.#figures.bytesHeld;
  }

  restart(): void {
    this.#figures.restart();
  }

  /** Tells what came since the last call. Never rejects. */
  async read(hear: HearEvents, signal: AbortSignal | undefined): Promise<void> {
    try {
      const found = await this.#listing.now();
      this.#names = found.names;
      this.#others = found.others;
      this.#bytesOfNames = found.names.reduce((bytes, name) => bytes + bytesOfName + 2 * name.length, 0);
      const crowd = crowdIn(this.#folder, found, 'files');
      this.#problems.tell(this.#folder, crowd && { code: 'crowd', ...crowd }, hear);
    } catch (error) {
      this.#problems.tell(this.#folder, fileProblemOf(this.#folder, error), hear);
    }
    const { begin } = this.#layout;
    const files = this.#names.map((name) => {
      const file = { begin: () => begin(this.#nameOf(name)), isListed: !this.#others.has(name) };
      return [path.join(this.#folder, name), file] as const;
    });
    await this.#figures.read(new Map(files), hear, signal);
  }

  #nameOf(file: string): string {
    return file.slice(0, file.length - this.#layout.suffix.length);
  }
}
