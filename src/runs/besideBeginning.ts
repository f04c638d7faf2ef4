// How a run's data stand to what it begins with was trained on: held-out classes that are none that were never seen, and
// inputs that stand for something else.

import { quote } from '../base/quote.ts';
import { type CodingDifference, compareCodings } from '../tasks/inputCoding.ts';
import type { ClassContent } from '../tasks/split/dataSplit.ts';
import { readEarlierSplits } from './earlierSplits.ts';
import { readSplitRecord } from './splitRecord.ts';

export interface BesideBeginning {
  /** Held-out classes that were trained on before, or may have been. */
  readonly seen: number;
  /** In sentences, what a person should know of it. */
  readonly warnings: readonly string[];
}

/** From what the run keeps of both; nothing is said of what nobody knows. Never rejects. */
export async function standBesideBeginning(directory: string): Promise<BesideBeginning> {
  const earlier = await readEarlierSplits(directory);
  const own = earlier.length === 0 ? undefined : await readSplitRecord(directory);
  if (own?.kind !== 'found') return { seen: 0, warnings: [] };
  const { split, coding } = own.record;
  const before = earlier.flatMap((record) => (record.split.kind === 'classes' ? record.split.training : []));
  const seen = split.kind === 'classes' ? findSeen(split.heldOut, before) : nothingSeen;
  const parent = earlier.find(({ generation }) => generation === 1)?.coding;
  const difference = coding && parent && compareCodings(parent, coding);
  return {
    seen: seen.same.length + seen.alike.length,
    warnings: [
      ...(split.kind === 'classes' ? describeSeen(seen, split.heldOut.length, earlier.length) : []),
      ...(difference === undefined ? [] : describeDifference(difference)),
    ],
  };
}

interface SeenClasses {
  /** Names of those that hold the same. */
  readonly same: readonly string[];
  /**
   * Of those that are called the same: with another split rows are coded otherwise, with another setting images are, and
   * one sample more makes another digest.
   */
  readonly alike: readonly string[];
}

const nothingSeen: SeenClasses = { same: [], alike: [] };

function findSeen(heldOut: readonly ClassContent[], training: readonly ClassContent[]): SeenClasses {
  const digests = new Set(training.map(({ digest }) => digest));
  const names = new Set(training.map(({ name }) => name));
  return {
    same: heldOut.flatMap(({ name, digest }) => (digests.has(digest) ? [name] : [])),
    alike: heldOut.flatMap(({ name, digest }) => (!digests.has(digest) && names.has(name) ? [name] : [])),
  };
}

const mostNamed = 5;

function describeSeen({ same, alike }: SeenClasses, heldOut: number, generations: number): string[] {
  const whose = `training classes of the run that this one begins with${generations > 1 ? ' or of one before it' : ''}`;
  const say = (names: readonly string[], how: string) => {
    const list = `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ', …' : ''}`;
    return names.length === 0 ? [] : [`${names.length} of the ${heldOut} held-out classes are ${how} (${list})`];
  };
  const said = [
    ...say(same, whose),
    ...say(alike, `called like ${whose}, and hold other samples or are read otherwise`),
  ];
  if (said.length === 0) return [];
  return [
    `${said.join('; ')}: its figures are not those of classes that were never seen. Give both runs the same split.`,
  ];
}

function describeDifference({ kinds, count, first, scales }: CodingDifference): string[] {
  const sentences: string[] = [];
  if (kinds !== undefined)
    sentences.push(
      `The run that this one begins with learned tasks of the kind ${kinds[0]}, and these are of ${kinds[1]}.`,
    );
  if (first !== undefined) {
    const others = count > 1 ? ` and ${count - 1} more` : '';
    sentences.push(
      `Inputs or outputs stand for something else than in the run that this one begins with: ${first.place} was ${quote(first.earlier)} and is ` +
        `${quote(first.now)}${others}. What it has learned of them serves the wrong ones: give both runs the same data, split and settings.`,
    );
  }
  const [scale] = scales;
  if (scale !== undefined) {
    const said = ({ mean, deviation }: typeof scale.now) => `${mean.toPrecision(4)} ± ${deviation.toPrecision(4)}`;
    const others = scales.length > 1 ? ` (and ${scales.length - 1} columns more)` : '';
    sentences.push(
      `Numbers are standardised otherwise than in the run that this one begins with: ${quote(scale.now.column)} was ${said(scale.earlier)} and is ${said(scale.now)}${others}.`,
    );
  }
  return sentences;
}
