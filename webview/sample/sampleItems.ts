// How each domain shows a sample of a classification task: pictures of any size, spectrograms, texts.

import { html } from '../html.ts';
import type { ItemDrawing } from './classSample.ts';
import { pixelImage } from './pixelImage.ts';
import type { PictureItem, PixelFormat, TextItem } from './view.ts';

/**
 * Height in CSS pixels of pictures that are smaller than it; larger ones are shown larger, so that there is something
 * to see.
 */
const heights = { support: [36, 56], query: [56, 84], mark: [16, 20] } as const;
const largeFrom = 48;

export function pictureDrawing(format: PixelFormat): ItemDrawing<PictureItem> {
  return {
    shownItems: 5,
    layout: 'beside',
    foldSupport: false,
    draw: ({ pixels }, label, place) => {
      const [small, large] = heights[place];
      return pixelImage(pixels, format, label, format.height < largeFrom ? small : large);
    },
  };
}

export const textDrawing: ItemDrawing<TextItem> = {
  shownItems: 3,
  layout: 'above',
  foldSupport: true,
  draw: ({ text }) => html`<q class="text-item">${text}</q>`,
};
