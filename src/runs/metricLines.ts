// JSON lines as other programs write figures: `{"step": 20, "test/accuracy": 0.93}`, one object a line.

import { longestTagBytes, mostFigureTags } from './tagTable.ts';

export interface MetricLine {
  readonly step: number;
  /** In seconds since 1970, where the line says so under `time`. */
  readonly wallTime: number | undefined;
  /** What else in it is a number; other values are the program's own. */
  readonly scalars: readonly { readonly tag: string; readonly value: number }[];
}

/** Far more than a line of figures has, in UTF-16 units. */
export const longestMetricLine = 1 << 18;

/** As programs write them whose JSON has words for them. */
const unspeakable: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** What is wrong with the line stands in `refused`, as the end of a sentence. A blank line has no figures. */
export function parseMetricLine(text: string): MetricLine | { readonly refused: string } | undefined {
  if (text.trim() === '') return undefined;
  const value = parseLenientJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { refused: 'is no JSON object' };
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const step = entries.find(([name]) => name === 'step')?.[1];
  if (typeof step !== 'number' || !Number.isSafeInteger(step) || step < 0)
    return { refused: 'has no "step" that is a whole number from 0 on' };
  const time = entries.find(([name]) => name === 'time')?.[1];
  const isTime = typeof time === 'number' && time > 0 && time < 1e11;
  const scalars = entries.flatMap(([tag, found]) => {
    if (tag === 'step' || tag === 'time' || tag === '' || new TextEncoder().encode(tag).length > longestTagBytes)
      return [];
    const number = typeof found === 'number' ? found : unspeakable.get(found);
    return number === undefined ? [] : [{ tag, value: number }];
  });
  return { step, wallTime: isTime ? time : undefined, scalars: scalars.slice(0, mostFigureTags) };
}

/** Python writes NaN and Infinity, for which JSON has no words: undefined for what is no JSON otherwise, too. */
function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/([:,]\s*)(-?Infinity|NaN)(?=\s*[,}])/g, '$1"$2"'));
    } catch {
      return undefined;
    }
  }
}
