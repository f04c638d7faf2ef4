// Finds samples by the names that a list of episodes gives them.

import { addTo } from '../../base/addTo.ts';
import { quote } from '../../base/quote.ts';
import { someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import type { EpisodeRow } from './episodeRow.ts';

/** A class as lists of episodes see it. */
interface NamedClass {
  readonly name: string;
  /** Numbers of its samples. */
  readonly samples: readonly number[];
}

/** The data that episodes are made of. */
export interface EpisodeData {
  readonly trainingClasses: readonly NamedClass[];
  readonly heldOutClasses: readonly NamedClass[];
  /** What samples are, for messages: `images`. */
  readonly samplesNoun: string;
  nameOf(sample: number): string;
}

export interface FoundSample {
  readonly sample: number;
  /** Place of its class among the held-out classes. */
  readonly from: number;
}

/** Names that end alike are looked through one after another. */
const mostAlike = 1000;

/** Held-out samples by name, and training samples to refuse them. */
export class SampleFinder {
  readonly #data: EpisodeData;
  /** By whole name. The same text may stand in two classes. */
  readonly #byName = new Map<string, FoundSample[]>();
  readonly #byLastPart = new Map<string, string[]>();
  readonly #trainingClassOf = new Map<string, string>();
  readonly #heldOut: ReadonlyMap<string, number>;
  readonly #training: ReadonlySet<string>;

  constructor(data: EpisodeData) {
    this.#data = data;
    this.#heldOut = new Map(data.heldOutClasses.map(({ name }, place) => [name, place]));
    this.#training = new Set(data.trainingClasses.map(({ name }) => name));
    data.heldOutClasses.forEach(({ samples }, from) => {
      for (const sample of samples) {
        const name = data.nameOf(sample).normalize('NFC');
        addTo(this.#byName, name, { sample, from });
        addTo(this.#byLastPart, lastPartOf(name), name);
      }
    });
    for (const { name: className, samples } of data.trainingClasses)
      for (const sample of samples) this.#trainingClassOf.set(data.nameOf(sample).normalize('NFC'), className);
  }

  /**
   * The sample by its whole name, or by an end of it that no other sample has.
   * @throws {TaskError} where there is no such sample, or it is of a class that trains or of another than the row says
   */
  find({ sample, className, place }: EpisodeRow): FoundSample {
    // macOS keeps accents apart from their letters, and lists may not.
    const written = sample.normalize('NFC');
    const expected = className === undefined ? undefined : this.#heldOutClass(className.normalize('NFC'), place);
    const ofName = this.#byName.get(written) ?? this.#byName.get(this.#nameEndingIn(written, place) ?? '') ?? [];
    const found = ofName.find(({ from }) => expected === undefined || from === expected) ?? ofName[0];
    if (found === undefined) throw new TaskError(`${place}: ${this.#explainMissing(written)}`);
    if (expected === undefined || found.from === expected) return found;
    const own = this.#data.heldOutClasses[found.from]?.name ?? '';
    throw new TaskError(
      `${place}: the sample ${quote(written)} is of the class ${quote(own)}, not ${quote(className ?? '')}.`,
    );
  }

  #heldOutClass(className: string, place: string): number {
    const found = this.#heldOut.get(className);
    if (found !== undefined) return found;
    if (this.#training.has(className)) throw new TaskError(`${place}: ${trains(className)}`);
    throw new TaskError(
      `${place}: there is no held-out class ${quote(className)}. Held out are ${someNames([...this.#heldOut.keys()])}.`,
    );
  }

  #nameEndingIn(written: string, place: string): string | undefined {
    const alike = (this.#byLastPart.get(lastPartOf(written)) ?? []).slice(0, mostAlike);
    const ending = [...new Set(alike.filter((name) => name.endsWith(`/${written}`)))];
    if (ending.length < 2) return ending[0];
    throw new TaskError(
      `${place}: ${quote(written)} is the end of several names: ${someNames(ending)}. Write the whole name.`,
    );
  }

  #explainMissing(written: string): string {
    const training = this.#trainingClassOf.get(written);
    if (training !== undefined) return `the sample ${quote(written)} is of a class that trains: ${trains(training)}`;
    const [first] = this.#data.heldOutClasses;
    const example =
      first?.samples[0] === undefined ? '' : ` They are named as ${quote(this.#data.nameOf(first.samples[0]))}.`;
    return `there is no sample ${quote(written)} among the held-out ${this.#data.samplesNoun}.${example}`;
  }
}

function trains(className: string): string {
  return `the class ${quote(className)} is trained on. Episodes are of held-out classes only: choose another split, or leave its episodes out.`;
}

function lastPartOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
