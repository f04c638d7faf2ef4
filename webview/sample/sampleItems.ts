// How each domain shows a sample of a classification task: pictures of any size, spectrograms, texts.

import { create } from '../dom.ts';
import type { ItemDrawing } from './classSample.ts';
import { createPixelImage, type PixelFormat } from './pixelImage.ts';

interface Picture {
  readonly way: number;
  readonly pixels: string;
}

interface Text {
  readonly way: number;
  readonly text: string;
}

/** Height in CSS pixels of pictures that are smaller than it; larger ones are shown larger, so that there is something to see. */
const heights = { support: [36, 56], query: [56, 84], mark: [16, 20] } as const;
const largeFrom = 48;

export function pictureDrawing(format: PixelFormat): ItemDrawing<Picture> {
  return {
    queryNoun: 'query image',
    shownItems: 5,
    layout: 'beside',
    foldSupport: false,
    draw: ({ pixels }, label, place) => {
      const [small, large] = heights[place];
      return createPixelImage(pixels, format, label, format.height < largeFrom ? small : large);
    },
  };
}

/** Spectrograms are grey pictures, drawn as they are stored: the highest band on top. */
export function spectrogramDrawing({ bands, frames }: { readonly bands: number; readonly frames: number }): ItemDrawing<Picture> {
  return { ...pictureDrawing({ width: frames, height: bands, channels: 1 }), queryNoun: 'query recording' };
}

export const textDrawing: ItemDrawing<Text> = {
  queryNoun: 'query text',
  shownItems: 3,
  layout: 'above',
  foldSupport: true,
  draw: ({ text }) => create('q', { class: 'text-item', text }),
};
