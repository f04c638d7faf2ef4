// A user's own images as an image set: listed, split, decoded in parallel or read from the cache.

import path from 'node:path';
import { formatMemory } from '../../base/formatMemory.ts';
import { machineMemory } from '../../engine/machineMemory.ts';
import { turnsClasses, turnsHeldOutClasses } from '../../experiment/rotations.ts';
import type { ImageTaskSpec } from '../../experiment/schema.ts';
import { countByCause } from '../files/countByCause.ts';
import type { FileSource, SourceFile } from '../files/fileSource.ts';
import { openFileSource } from '../files/openFileSource.ts';
import { countOf } from '../files/someNames.ts';
import { allocatePixels, type ImageClass, type ImageSet } from '../imageSet.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { packTexts } from '../packedTexts.ts';
import { decodePictures } from '../pictures/decodePictures.ts';
import { channelsOf, type PictureFormat, preparationVersion } from '../pictures/picturePreparer.ts';
import { type PixelKey, readThroughCache, type SkippedImage } from '../pixelCache.ts';
import { digestOfClass, digestsOfSamples } from '../split/contentDigest.ts';
import { createDigestReader, tellIdenticalSamples } from '../split/identicalSamples.ts';
import { describeKept } from '../split/keptClasses.ts';
import { notesOnNames } from '../split/namesNotMeant.ts';
import { TaskError } from '../taskError.ts';
import {
  type ChosenClasses,
  type ClassDemand,
  chooseClasses,
  chooseKept,
  dropSmallClasses,
  type HeldOutNoun,
  namesOfClasses,
} from './chooseClasses.ts';
import type { LabelledClass } from './classLayout.ts';
import { findLayout } from './findLayout.ts';
import type { ImageFolderSpec } from './imageFolderSpec.ts';
import { ImageOrigins } from './imageOrigins.ts';
import { noteOnShades } from './usedShades.ts';

/**
 * What was passed over, and how classes are split, is told by `options.onNote`.
 * @param folder where relative paths of the experiment begin
 * @param memoryBytes what the machine has
 * @throws {TaskError}
 */
export async function loadImageFolder(
  task: ImageTaskSpec,
  spec: ImageFolderSpec,
  folder: string,
  options: LoadOptions,
  memoryBytes = machineMemory(),
): Promise<ImageSet> {
  const { onNote = () => {}, signal } = options;
  const location = path.resolve(folder, spec.path);
  const told: string[] = [];
  const tell = (note: string) => {
    told.push(note);
    onNote(note);
  };
  const source = await openFileSource(location, signal);
  try {
    const origins = new ImageOrigins();
    const layout = await findLayout(spec, folder, source, origins, tell, signal);
    const demand = demandOf(task);
    const { kept, onClasses } = options;
    const all = kept === undefined ? chooseClasses(spec, layout) : chooseKept(spec, layout, kept);
    onClasses?.(namesOfClasses(layout));
    // Kept classes that are only compared are compared whole.
    const drop = (classes: ChosenClasses) =>
      kept?.acceptsChanges === false ? classes : dropSmallClasses(classes, demand, location, tell);
    const chosen = drop(all);
    const format = pictureFormatOf(spec);
    const files = [...chosen.training, ...chosen.heldOut].flatMap((labelled) => labelled.files);
    const pixels = allocateFor(files.length, format, memoryBytes);
    const { skipped, digests } = await readThroughCache(pixels, keyOf(source, files, format), options, async () => ({
      skipped: await decodePictures(source, files, format, pixels, options),
      digests: digestsOfSamples(pixels, files.length),
    }));
    tellSkipped(source, files, skipped, tell);
    const readable = drop(withoutSkipped(chosen, files, skipped));
    if (kept === undefined) {
      for (const note of notesOnNames(readable, namedClasses)) tell(`${location}: ${note}`);
      tellIdenticalImages(location, readable, { files, digests }, tell);
      const onShades = noteOnShades(pixels);
      if (onShades !== undefined) tell(`${location}: ${onShades}`);
    }
    onNote(describeSplit(readable, location));
    const set = imageSetOf(readable, files, format, { pixels, digests, origins });
    return kept === undefined ? set : { ...set, heldOutDescription: describeKept(kept, set.heldOutClasses.length) };
  } catch (error) {
    throw error instanceof TaskError ? withNotes(error, location, told) : error;
  } finally {
    source.close();
  }
}

const namedClasses = { one: 'class', many: 'classes', members: 'images' };

const mostNotesOfError = 6;

function tellIdenticalImages(
  location: string,
  { training, heldOut }: ChosenClasses,
  { files, digests }: { readonly files: readonly SourceFile[]; readonly digests: Uint8Array },
  onNote: (note: string) => void,
): void {
  const numbers = new Map(files.map((file, number) => [file, number]));
  const digestOf = createDigestReader(digests);
  const groupsOf = (classes: ChosenClasses['training']) =>
    classes.map(({ name, files: samples }) => ({ name, samples }));
  const words = {
    contentOf: (file: SourceFile) => digestOf(numbers.get(file) ?? Number.NaN),
    nameOf: ({ name }: SourceFile) => name,
    noun: 'image',
    exactly: 'pixel for pixel',
  };
  tellIdenticalSamples(location, { training: groupsOf(training), heldOut: groupsOf(heldOut) }, words, onNote);
}

/** What was left out may be why the rest does not suffice. */
function withNotes(error: TaskError, location: string, told: readonly string[]): TaskError {
  const notes = told.slice(-mostNotesOfError).map((note) => note.replace(`${location}: `, ''));
  return notes.length === 0 ? error : new TaskError([error.message, ...notes].join(' '), { cause: error });
}

function demandOf(task: ImageTaskSpec): ClassDemand {
  const { ways, shots, queries, trainShots } = task;
  const classesNeeded = (turned: boolean) => (turned ? Math.ceil(ways / 4) : ways);
  return {
    ways,
    trainingClasses: classesNeeded(turnsClasses(task)),
    heldOutClasses: classesNeeded(turnsHeldOutClasses(task)),
    trainingImages: trainShots,
    heldOutImages: shots + queries,
  };
}

/** What every picture of the folder is made into. */
export function pictureFormatOf({ size, channels, fit, resampling, invert }: ImageFolderSpec): PictureFormat {
  return { size, channels, fit, resampling, invert };
}

/** Learners, batches and the system need some, too. */
const shareForPixels = 0.7;

function allocateFor(images: number, format: PictureFormat, memoryBytes: number): Uint8Array {
  const bytes = images * format.size ** 2 * channelsOf(format);
  const advice = 'Lower task.dataset.size, set task.dataset.channels to "grey", or use fewer images.';
  const need = `${countOf(images, 'image')} of ${format.size} × ${format.size} × ${channelsOf(format)} bytes need ${formatMemory(bytes)} of memory`;
  if (bytes > shareForPixels * memoryBytes) {
    throw new TaskError(`${need}, but this machine has ${formatMemory(memoryBytes)}. ${advice}`);
  }
  try {
    return allocatePixels(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TaskError(`${need}, which the system does not grant. ${advice}`, { cause: error });
  }
}

function keyOf(source: FileSource, files: readonly SourceFile[], format: PictureFormat): PixelKey {
  const { size, channels, fit, resampling, invert } = format;
  return {
    settings: JSON.stringify(['pictures', preparationVersion, size, channels, fit, resampling, invert]),
    files: files.length,
    async lineOf(number) {
      const file = files[number];
      if (file === undefined) throw new RangeError(`There is no file ${number}.`);
      // A file that is gone has no stamp: reading it says why.
      return `${file.name} ${await source.stampOf(file).catch(() => 'unreadable')}`;
    },
  };
}

/** Told by cause. @throws {TaskError} when nothing is left */
function tellSkipped(
  source: FileSource,
  files: readonly SourceFile[],
  skipped: readonly SkippedImage[],
  onNote: (note: string) => void,
): void {
  if (skipped.length === 0) return;
  const causes = countByCause(skipped.map(({ image, reason }) => ({ name: files[image]?.name ?? '', cause: reason })));
  const count = countOf(skipped.length, 'image');
  if (skipped.length === files.length) {
    throw new TaskError(`None of the ${count} of ${source.location} can be read. ${causes}`);
  }
  onNote(`${source.location}: ${count} could not be read and were passed over. ${causes}`);
}

function withoutSkipped(
  { training, heldOut, ...rest }: ChosenClasses,
  files: readonly SourceFile[],
  skipped: readonly SkippedImage[],
): ChosenClasses {
  const unreadable = new Set(skipped.map(({ image }) => files[image]));
  const readable = (labelled: LabelledClass) => ({
    ...labelled,
    files: labelled.files.filter((file) => !unreadable.has(file)),
  });
  return { ...rest, training: training.map(readable), heldOut: heldOut.map(readable) };
}

const nounInNotes: Readonly<Record<HeldOutNoun, string>> = {
  classes: 'classes',
  validationClasses: 'validation classes',
  testClasses: 'test classes',
};

function describeSplit({ training, heldOut, heldOutNoun, origin }: ChosenClasses, location: string): string {
  const imagesOf = (classes: readonly LabelledClass[]) =>
    countOf(
      classes.reduce((sum, { files }) => sum + files.length, 0),
      'image',
    );
  return (
    `${location}: ${countOf(training.length, 'class')} with ${imagesOf(training)} train, ` +
    `${heldOut.length.toLocaleString('en-US')} ${nounInNotes[heldOutNoun]} with ${imagesOf(heldOut)} are held out, ${origin}.`
  );
}

function imageSetOf(
  { training, heldOut, heldOutNoun }: ChosenClasses,
  files: readonly SourceFile[],
  format: PictureFormat,
  {
    pixels,
    digests,
    origins,
  }: { readonly pixels: Uint8Array; readonly digests: Uint8Array; readonly origins: ImageOrigins },
): ImageSet {
  const numbers = new Map(files.map((file, number) => [file, number]));
  const classOf = (labelled: LabelledClass): ImageClass => {
    const images = labelled.files.flatMap((file) => numbers.get(file) ?? []);
    const [group, makers] = [origins.groupOf(labelled), origins.makersOf(labelled)];
    return {
      name: labelled.name,
      images,
      digest: digestOfClass(images, digests),
      ...(group !== undefined && { group }),
      ...(makers !== undefined && { makers }),
    };
  };
  return {
    width: format.size,
    height: format.size,
    channels: channelsOf(format),
    pixels,
    names: packTexts(files.map(({ name }) => name)),
    trainingClasses: training.map(classOf),
    heldOutClasses: heldOut.map(classOf),
    heldOutDescription: { code: 'classes', noun: heldOutNoun, count: heldOut.length },
  };
}
