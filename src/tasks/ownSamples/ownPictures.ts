// A person's own pictures, made into what the run's data set makes of its images.

import type { ImageDatasetSpec } from '../../experiment/schema.ts';
import { pictureFormatOf } from '../imageFolder/loadImageFolder.ts';
import { miniImageNetFormat } from '../miniImageNet.ts';
import { characterSize } from '../omniglotCharacters.ts';
import { bytesPerImage, decodeDrawing, shrinkDrawing } from '../omniglotDrawing.ts';
import { type PictureFormat, PicturePreparer } from '../pictures/picturePreparer.ts';
import { readOwnFiles } from './ownFiles.ts';
import type { OwnSample } from './ownSample.ts';

/** MNIST's digits are white on black, in the middle of 28 × 28 pixels. */
const mnistFormat: PictureFormat = {
  size: characterSize,
  channels: 'grey',
  fit: 'stretch',
  resampling: 'area',
  invert: false,
};

/** [height, width, channels] with values from 0 to 1. @param inputSize how many @throws {TaskError} */
export function readOwnPictures(
  place: string,
  dataset: ImageDatasetSpec,
  inputSize: number,
): Promise<readonly OwnSample[]> {
  const prepare = preparerFor(dataset);
  return readOwnFiles(place, 'pictures', inputSize, async (bytes) =>
    Float32Array.from(await prepare(bytes), (value) => value / 255),
  );
}

function preparerFor(dataset: ImageDatasetSpec): (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array> {
  switch (dataset.source) {
    case 'omniglot':
      return prepareDrawing;
    case 'mnist':
      return preparerOf(mnistFormat);
    case 'miniImageNet':
      return preparerOf(miniImageNetFormat);
    case 'folder':
      return preparerOf(pictureFormatOf(dataset));
  }
}

function preparerOf(format: PictureFormat): (bytes: Uint8Array) => Promise<Uint8Array> {
  const preparer = new PicturePreparer(format);
  return (bytes) => preparer.prepare(bytes);
}

/** As Omniglot's own: black on white, of 105 × 105 pixels or any other size. */
function prepareDrawing(bytes: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(bytesPerImage);
  shrinkDrawing(decodeDrawing(bytes), pixels);
  return pixels;
}
