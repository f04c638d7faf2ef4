// A small picture from the pixels of a sample: base64 grey or RGB bytes, drawn one canvas pixel each, enlarged without blur.

import { create } from '../dom.ts';

export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is RGB. */
  readonly channels: number;
}

/**
 * @param label what a screen reader calls it
 * @param shownHeight in CSS pixels; the width follows
 */
export function createPixelImage(pixels: string, format: PixelFormat, label: string, shownHeight: number): HTMLCanvasElement {
  // A picture that is made smaller loses lines unless it is smoothed; one that is made larger keeps its pixels.
  const scaling = format.height * 1.5 > shownHeight * window.devicePixelRatio ? 'reduced' : 'enlarged';
  const canvas = create('canvas', {
    class: `pixels pixels-${scaling}`,
    title: label,
    attributes: { role: 'img', 'aria-label': label },
  });
  canvas.width = format.width;
  canvas.height = format.height;
  canvas.style.height = `${shownHeight}px`;
  canvas.style.width = `${(shownHeight * format.width) / format.height}px`;
  canvas.getContext('2d')?.putImageData(decodePixels(pixels, format), 0, 0);
  return canvas;
}

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
