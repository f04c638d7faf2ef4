// A small picture from the pixels of a sample: base64 grey or RGB bytes, drawn one canvas pixel each, enlarged without
// blur.

import { AsyncDirective, directive, type ElementPart, html, noChange, type TemplateResult } from '../html.ts';
import type { PixelFormat } from './view.ts';

/**
 * @param label what a screen reader calls it
 * @param shownHeight in CSS pixels; the width follows
 */
export function pixelImage(pixels: string, format: PixelFormat, label: string, shownHeight: number): TemplateResult {
  // A picture that is made smaller loses lines unless it is smoothed; one that is made larger keeps its pixels.
  const scaling = format.height * 1.5 > shownHeight * window.devicePixelRatio ? 'reduced' : 'enlarged';
  const size = `height: ${shownHeight}px; width: ${(shownHeight * format.width) / format.height}px`;
  return html`<canvas class="pixels pixels-${scaling}" title=${label} role="img" aria-label=${label} .style=${size} ${drawPixels(pixels, format)}></canvas>`;
}

class PixelDrawing extends AsyncDirective {
  #drawn: { readonly pixels: string; readonly format: PixelFormat } | undefined;

  override render(_pixels: string, _format: PixelFormat): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [pixels, format]: [string, PixelFormat]): unknown {
    if (!(element instanceof HTMLCanvasElement)) return noChange;
    if (this.#drawn?.pixels === pixels && isSameFormat(this.#drawn.format, format)) return noChange;
    this.#drawn = { pixels, format };
    element.width = format.width;
    element.height = format.height;
    try {
      element.getContext('2d')?.putImageData(decodePixels(pixels, format), 0, 0);
    } catch (error) {
      // Thrown from here it would keep the whole page from being drawn; an empty picture has its label.
      console.error(error);
    }
    return noChange;
  }
}

function isSameFormat(one: PixelFormat, other: PixelFormat): boolean {
  return one.width === other.width && one.height === other.height && one.channels === other.channels;
}

const drawPixels = directive(PixelDrawing);

function decodePixels(pixels: string, { width, height, channels }: PixelFormat): ImageData {
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * pixel + channel] = bytes[pixel * channels + Math.min(channel, channels - 1)] ?? 0;
    }
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}
