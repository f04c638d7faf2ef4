// Where inputs and outputs stand for something else than those that parameters were trained on.

import { quote } from '../base/quote.ts';
import { describeScale, liesElsewhere } from './columnScale.ts';
import type { InputCoding } from './inputCoding.ts';

/**
 * In sentences the first that differs; empty where nothing does.
 * @param theOther what has the earlier one: `the run that this one begins with`
 */
export function describeCodingDifference(earlier: InputCoding, now: InputCoding, theOther: string): string[] {
  const { meanings, scales } = compareCodings(earlier, now);
  const [first, scale] = [meanings[0], scales[0]];
  const more = ({ length }: readonly unknown[]) => (length > 1 ? ` and ${length - 1} more` : '');
  return [
    ...(first === undefined
      ? []
      : [
          `Inputs or outputs stand for something else than in ${theOther}: ${first.place} was ${quote(first.earlier)} and is ` +
            `${quote(first.now)}${more(meanings)}. Give both the same data, split and settings.`,
        ]),
    ...(scale === undefined
      ? []
      : [
          `Numbers are standardised otherwise than in ${theOther}: ${quote(scale.now.column)} was ${describeScale(scale.earlier)} and is ${describeScale(scale.now)}${more(scales)}.`,
        ]),
  ];
}

/** What stands for something else, and numbers that lie elsewhere. Places that only one of both names count for nothing. */
function compareCodings(earlier: InputCoding, now: InputCoding) {
  const [meanings, scales] = [new Map(earlier.meanings), new Map(earlier.scales.map((scale) => [scale.column, scale]))];
  return {
    meanings: now.meanings.flatMap(([place, meaning]) => {
      const other = meanings.get(place);
      return other === undefined || other === meaning ? [] : [{ place, earlier: other, now: meaning }];
    }),
    scales: now.scales.flatMap((scale) => {
      const other = scales.get(scale.column);
      return other !== undefined && liesElsewhere(other, scale) ? [{ earlier: other, now: scale }] : [];
    }),
  };
}
