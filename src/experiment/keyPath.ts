// Key paths in words: `"task.dataset.path"`, `"model.layers[2].units"`.

import { quote } from '../base/quote.ts';

export type KeyPath = readonly (string | number)[];

/** `task.dataset.trainDigits[0]` */
export function dottedPath(path: KeyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The path as the subject of a sentence. */
export function nameOfPath(path: KeyPath): string {
  return path.length === 0 ? 'An experiment' : quote(dottedPath(path));
}
