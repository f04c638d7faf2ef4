// The parameters and tags of a run in MLflow's file store: a file each, whose content is the value.

import path from 'node:path';
import { crowdIn } from '../../base/crowd.ts';
import { PatientLook } from '../../base/folderNames.ts';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import { AttachedFile } from '../attachedFile.ts';
import { type FoundFiles, filesWithin } from '../filesWithin.ts';
import { boundText, mostParameters } from '../logReader.ts';
import { pythonNumberOf } from '../tables/pythonNumber.ts';
import type { ToldProblems } from '../toldProblems.ts';

const mostBytes = 64 * 1024;
/** Of one, beside its path and what it says. */
const bytesOfFile = 500;

interface TextFilesLayout {
  readonly isWanted: (name: string) => boolean;
  /** Whether what was written once stays as it is. */
  readonly areFinal: boolean;
}

export class TextFiles {
  readonly #folder: string;
  readonly #areFinal: boolean;
  readonly #problems: ToldProblems;
  readonly #listing: PatientLook<FoundFiles>;
  #files = new Map<string, AttachedFile<Fact | undefined>>();

  constructor(folder: string, { isWanted, areFinal }: TextFilesLayout, problems: ToldProblems) {
    this.#folder = folder;
    this.#areFinal = areFinal;
    this.#problems = problems;
    this.#listing = new PatientLook(() => filesWithin(folder, { isWanted, most: mostParameters }));
  }

  /** By the alphabet. */
  get facts(): readonly (readonly [name: string, fact: Fact])[] {
    return [...this.#files].flatMap(([name, { content }]) => (content === undefined ? [] : [[name, content] as const]));
  }

  /** What its files take in memory that are followed, about, whether they say anything or not. */
  get bytesHeld(): number {
    let bytes = 0;
    for (const [name, { content }] of this.#files)
      bytes += bytesOfFile + 4 * name.length + 2 * (this.#folder.length + String(content ?? '').length);
    return bytes;
  }

  /** Never rejects. */
  async look(hear: HearEvents): Promise<void> {
    try {
      const found = await this.#listing.now();
      const crowd = crowdIn(this.#folder, found, 'files');
      this.#problems.tell(this.#folder, crowd && { code: 'crowd', ...crowd }, hear);
      this.#files = new Map(found.names.map((name) => [name, this.#files.get(name) ?? this.#fileOf(name, found)]));
    } catch (error) {
      this.#problems.tell(this.#folder, fileProblemOf(this.#folder, error), hear);
    }
    for (const file of this.#files.values())
      if (!this.#areFinal || file.content === undefined || file.content === '') await file.look(hear);
  }

  #fileOf(name: string, { others }: FoundFiles): AttachedFile<Fact | undefined> {
    const file = path.join(this.#folder, name);
    return new AttachedFile<Fact | undefined>(file, reading, this.#problems, !others.has(name));
  }
}

const reading = {
  mostBytes,
  parse: (bytes: Uint8Array): Fact => factOf(new TextDecoder().decode(bytes)),
  none: undefined,
};

/** MLflow keeps everything as text: a number is what would be written so again, but for the zeros in front of an identity. */
function factOf(text: string): Fact {
  if (text === 'True' || text === 'False') return text === 'True';
  const number = /^-?0\d/.test(text) ? undefined : pythonNumberOf(text);
  const isExact = number !== undefined && Number.isFinite(number) && (!Number.isInteger(number) || isSafe(number));
  return isExact ? number : boundText(text);
}

function isSafe(number: number): boolean {
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}
