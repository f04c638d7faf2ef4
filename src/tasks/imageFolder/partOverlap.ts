// The rule for what stands in two parts of a split. Classes of one name are one class, except where names are numbers
// or letters that each part may have counted anew. No image and no class is on two sides: that is refused, unless the experiment
// says what becomes of it, or the parts are those of ordinary classification.

import { addTo } from '../../base/addTo.ts';
import { extentOf } from '../../base/extent.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { type ClassLayout, classesOf, type LabelledClass, partsOf, type SplitLayout } from './classLayout.ts';
import type { ImageFolderSpec } from './imageFolderSpec.ts';
import { allParts, type Part } from './partNames.ts';

const howToSay =
  'Or set task.dataset.overlap: with "holdOut" they are held out only, with "join" the parts are joined and classes are held out by draw.';

/**
 * The layout without anything on two sides; without parts where they are joined.
 * @throws {TaskError} when something is, and nobody has said what becomes of it
 */
export function separateParts(spec: ImageFolderSpec, layout: SplitLayout, onNote: (note: string) => void): ClassLayout {
  switch (spec.overlap) {
    case 'join':
      return { kind: 'unsplit', classes: joinParts(layout, onNote) };
    case 'holdOut':
      return holdOutShared(layout, onNote);
    case undefined:
      refuseSharedImages(spec, layout);
      return separateClasses(spec, layout, onNote);
  }
}

/**
 * Classes of all parts; an image with two labels has the first.
 * @throws {TaskError} when names are numbers that each part may have counted anew
 */
export function joinNamedParts(
  spec: ImageFolderSpec,
  layout: SplitLayout,
  onNote: (note: string) => void,
): readonly LabelledClass[] {
  if (spec.overlap !== 'join') {
    for (const [one, other] of pairsOf(layout)) refuseCounted(spec, layout, one, other);
  }
  return joinParts(layout, onNote);
}

function joinParts(layout: SplitLayout, onNote: (note: string) => void): readonly LabelledClass[] {
  const joined = new Map<string, SourceFile[]>();
  const labelOf = new Map<SourceFile, string>();
  const relabelled: string[] = [];
  for (const [, { classes }] of partsOf(layout)) {
    for (const { name, files } of classes) {
      for (const file of files) {
        const earlier = labelOf.get(file);
        if (earlier === undefined) {
          labelOf.set(file, name);
          addTo(joined, name, file);
        } else if (earlier !== name) relabelled.push(file.name);
      }
    }
  }
  if (relabelled.length > 0) {
    onNote(
      `${countOf(relabelled.length, 'image')} with two labels in the parts of the split count for the first: ${someNames(relabelled)}.`,
    );
  }
  return classesOf(joined);
}

/** What stands in two parts is taken from the one that is less held out: test before validation before train. */
function holdOutShared(layout: SplitLayout, onNote: (note: string) => void): SplitLayout {
  const parts = new Map(layout.parts);
  const classesAbove = new Map<string, Part>();
  const imagesAbove = new Map<SourceFile, Part>();
  for (const part of [...allParts].reverse()) {
    const laidOut = layout.parts.get(part);
    if (laidOut === undefined) continue;
    const { classes, source } = laidOut;
    const shared = classes.filter(({ name }) => classesAbove.has(name));
    const kept = classes.flatMap(({ name, files }) => {
      const own = files.filter((file) => !imagesAbove.has(file));
      return classesAbove.has(name) || own.length === 0 ? [] : [{ name, files: own }];
    });
    // Of classes that stay.
    const lost = countImages(classes.filter((labelled) => !shared.includes(labelled))) - countImages(kept);
    if (shared.length > 0 || lost > 0) {
      const above = sourcesOf(layout, [
        ...shared.map(({ name }) => classesAbove.get(name)),
        ...classes.flatMap(({ files }) => files.map((file) => imagesAbove.get(file))),
      ]);
      const what = [
        ...(shared.length > 0
          ? [`${countOf(shared.length, 'class')} (${someNames(shared.map(({ name }) => name))})`]
          : []),
        ...(lost > 0 ? [countOf(lost, 'other image')] : []),
      ];
      onNote(
        `${what.join(' and ')} of ${source} stand in ${above}, too, and count for that alone (task.dataset.overlap).`,
      );
    }
    parts.set(part, { classes: kept, source });
    for (const { name, files } of classes) {
      if (!classesAbove.has(name)) classesAbove.set(name, part);
      for (const file of files) if (!imagesAbove.has(file)) imagesAbove.set(file, part);
    }
  }
  return { ...layout, parts };
}

function sourcesOf({ parts }: SplitLayout, of: readonly (Part | undefined)[]): string {
  const named = allParts.filter((part) => of.includes(part));
  return named.map((part) => parts.get(part)?.source ?? part).join(' and ');
}

function countImages(classes: readonly LabelledClass[]): number {
  return classes.reduce((sum, { files }) => sum + files.length, 0);
}

function pairsOf(layout: SplitLayout): readonly (readonly [Part, Part])[] {
  const parts = partsOf(layout).map(([part]) => part);
  return parts.flatMap((one, index) => parts.slice(index + 1).map((other) => [one, other] as const));
}

const sourceOf = ({ parts }: SplitLayout, part: Part) => parts.get(part)?.source ?? part;
const classesIn = ({ parts }: SplitLayout, part: Part) => parts.get(part)?.classes ?? [];

/** An image that two tables list, or of a class that a list names twice. */
function refuseSharedImages({ path }: ImageFolderSpec, layout: SplitLayout): void {
  const told = pairsOf(layout).flatMap(([one, other]) => {
    const images = new Set(classesIn(layout, one).flatMap(({ files }) => files));
    const shared = classesIn(layout, other).flatMap(({ name, files }) =>
      files.filter((file) => images.has(file)).map((file) => ({ name, file: file.name })),
    );
    if (shared.length === 0) return [];
    const classes = [...new Set(shared.map(({ name }) => name))];
    const such = someNames(shared.slice(0, 1).map(({ file }) => file));
    return [
      `${countOf(shared.length, 'image')} (such as ${such}, of ${countOf(classes.length, 'class')}: ${someNames(classes)}) ` +
        `${shared.length === 1 ? 'stands' : 'stand'} both in ${sourceOf(layout, one)} and in ${sourceOf(layout, other)}`,
    ];
  });
  if (told.length === 0) return;
  throw new TaskError(
    `No image of ${path} can be on two sides of the split, but ${told.join('; ')}. Remove them from one. ${howToSay}`,
  );
}

/** Classes that train and are evaluated. */
function separateClasses(spec: ImageFolderSpec, layout: SplitLayout, onNote: (note: string) => void): ClassLayout {
  const { evaluateOn, path } = spec;
  const shared = sharedNames(layout, 'train', evaluateOn);
  if (shared.length === 0) {
    noteOtherShared(spec, layout, onNote);
    return layout;
  }
  refuseCounted(spec, layout, 'train', evaluateOn);
  const [train, heldOut] = [sourceOf(layout, 'train'), sourceOf(layout, evaluateOn)];
  if (shared.length < classesIn(layout, evaluateOn).length) {
    throw new TaskError(
      `${countOf(shared.length, 'class')} of ${path} would both train and be held out: ${someNames(shared)} stand in ${train} and in ${heldOut}. ` +
        `Remove them from one part of the split. ${howToSay}`,
    );
  }
  const classes = joinNamedParts(spec, layout, onNote);
  onNote(
    `The parts of ${path} (${train} and ${heldOut}) have the same classes, as for ordinary classification. Their images are joined, and classes are held out by draw.`,
  );
  return { kind: 'unsplit', classes };
}

/** Of parts that are not used together: no harm to the figures, but to what is chosen by one and told by the other. */
function noteOtherShared({ evaluateOn }: ImageFolderSpec, layout: SplitLayout, onNote: (note: string) => void): void {
  for (const [one, other] of pairsOf(layout)) {
    if (one === 'train' && other === evaluateOn) continue;
    const shared = sharedNames(layout, one, other);
    if (shared.length === 0) continue;
    onNote(
      `${countOf(shared.length, 'class')} of one name stand both in ${sourceOf(layout, one)} and in ${sourceOf(layout, other)}, which are not used together: ${someNames(shared)}.`,
    );
  }
}

function sharedNames(layout: SplitLayout, one: Part, other: Part): readonly string[] {
  const names = new Set(classesIn(layout, one).map(({ name }) => name));
  return classesIn(layout, other).flatMap(({ name }) => (names.has(name) ? [name] : []));
}

function refuseCounted({ path }: ImageFolderSpec, layout: SplitLayout, one: Part, other: Part): void {
  const shared = sharedNames(layout, one, other);
  if (shared.length === 0) return;
  const names = [one, other].map((part) => classesIn(layout, part).map(({ name }) => name));
  const areTables = [one, other].every((part) => !sourceOf(layout, part).endsWith('/'));
  if (!shared.some((name) => aNumber.test(name)) && !areCountedAlike(names, areTables)) return;
  throw new TaskError(
    `${countOf(shared.length, 'class')} of ${path} are called alike in ${sourceOf(layout, one)} and in ${sourceOf(layout, other)}, but by numbers or letters, ` +
      `which each may count anew: ${someNames(shared)}. Nothing says whether they are the same classes. Give different classes different names. ` +
      'Or, if they are the same, set task.dataset.overlap to "join".',
  );
}

const aNumber = /^[+-]?\d+([.,]\d+)?$/;
const numberedName = /^(\D*)(\d+)$/;
/** A letter alone, or behind a word: `A`, `class_a`, `Class B`. */
const letteredName = /^(|.*[\s_-]|\p{L}*\p{Ll}(?=\p{Lu}))([a-z])$/iu;
/** More letters than this are an alphabet, whose letters are the same in every part. */
const mostLetters = 20;

/**
 * `class0`, `class1` … in each part, or in tables `A`, `B` …: one word, and numbers from 0 or 1, or letters from the
 * first, without gaps. Numbers of a catalogue have gaps; a folder that is called by a letter is meant by it.
 */
function areCountedAlike(parts: readonly (readonly string[])[], areTables: boolean): boolean {
  const mayBeLetters = areTables && parts.every((names) => names.length <= mostLetters);
  return areCounted(parts, placeByNumber) || (mayBeLetters && areCounted(parts, placeByLetter));
}

interface CountedName {
  readonly word: string;
  /** From 0 or 1; not a number where the name has none. */
  readonly place: number;
}

function areCounted(parts: readonly (readonly string[])[], read: (name: string) => CountedName): boolean {
  const words = new Set<string>();
  for (const names of parts) {
    const counted = names.map(read);
    for (const { word } of counted) words.add(word);
    const places = counted.map(({ place }) => place);
    const { least, most } = extentOf(places);
    if (!(least <= 1 && most - least + 1 === new Set(places).size)) return false;
  }
  return words.size === 1;
}

function placeByNumber(name: string): CountedName {
  const [, word = name, number] = numberedName.exec(name) ?? [];
  return { word, place: number === undefined ? Number.NaN : Number(number) };
}

function placeByLetter(name: string): CountedName {
  const [, word = name, letter] = letteredName.exec(name) ?? [];
  return { word, place: letter === undefined ? Number.NaN : letter.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0) };
}
