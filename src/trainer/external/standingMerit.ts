// By what a program's run is judged, as it stands with one figure more.

import { isBetterBy } from '../../experiment/quantities.ts';
import type { NamedFigure, NamedMerit } from '../../runs/trainedBy.ts';
import { asRecorded } from '../runFigures.ts';

/** @param figure of whatever step, as event files hold it */
export function withNamed(merit: NamedMerit, { iteration, value: recorded }: NamedFigure): NamedMerit {
  const { first, latest, best, direction } = merit;
  const value = asMeant(recorded);
  const figure = { iteration, value };
  const isBest = best === null || Number.isNaN(best.value) || isBetterBy(direction, value, best.value);
  return {
    ...merit,
    first: first === null || iteration < first.iteration ? figure : first,
    latest: latest === null || iteration >= latest.iteration ? figure : latest,
    best: isBest ? figure : best,
  };
}

/** Files of earlier versions hold no more than 32 bits of it: what a person wrote is the shortest number that gives them. */
function asMeant(value: number): number {
  const short = asRecorded(value);
  return Number.isInteger(value) || Math.fround(short) !== value ? value : short;
}
