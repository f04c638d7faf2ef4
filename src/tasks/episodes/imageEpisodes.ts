// Episodes of images: samples by the names that an image set keeps, and Omniglot's drawings by their pixels, too.

import { addTo } from '../../base/addTo.ts';
import type { ImageTaskSpec } from '../../experiment/schema.ts';
import type { ImageSet } from '../imageSet.ts';
import { bytesPerImage, decodeDrawing, shrinkDrawing } from '../omniglotDrawing.ts';
import { digestOfSample } from '../split/contentDigest.ts';
import { dataOfClasses } from './dataOfClasses.ts';
import type { EpisodeSource } from './loadEpisodes.ts';
import type { NamesOfDrawing } from './runFolders.ts';

export function sourceOfImages({ dataset }: ImageTaskSpec, set: ImageSet): EpisodeSource {
  const data = dataOfClasses(set, ({ images }) => images, set.names, 'images');
  return { data, namesOfDrawing: dataset.source === 'omniglot' ? drawingsByPixels(set, data.nameOf) : undefined };
}

/** Looks at the set when the first drawing is asked for. */
function drawingsByPixels(set: ImageSet, nameOf: (image: number) => string): NamesOfDrawing {
  let byDigest: Map<string, number[]> | undefined;
  return (png) => {
    byDigest ??= digestsOf(set);
    const drawing = new Uint8Array(bytesPerImage);
    shrinkDrawing(decodeDrawing(png), drawing);
    return (byDigest.get(keyOf(drawing)) ?? []).map(nameOf);
  };
}

function digestsOf({ pixels, trainingClasses, heldOutClasses }: ImageSet): Map<string, number[]> {
  const byDigest = new Map<string, number[]>();
  for (const { images } of [...heldOutClasses, ...trainingClasses]) {
    for (const image of images) {
      addTo(byDigest, keyOf(pixels.subarray(image * bytesPerImage, (image + 1) * bytesPerImage)), image);
    }
  }
  return byDigest;
}

function keyOf(pixels: Uint8Array): string {
  return Buffer.from(digestOfSample(pixels)).toString('base64');
}
