// The figure of merit of a program that is not ours as columns, called by the name that the program gave it.

import type { Manifest } from '../runs/manifest.ts';
import type { PlainColumn } from './columns.ts';

export interface NamedFigureCell {
  readonly column: PlainColumn;
  readonly figure: number;
}

/**
 * The latest value and the best one, where the run names a figure of merit and it was measured. A name that a column of
 * ours has, too, as `accuracy`, means that one: the other is `measured.accuracy`.
 */
export function namedFigureCells({ trainedBy }: Manifest): NamedFigureCell[] {
  if (trainedBy.kind !== 'program' || trainedBy.merit === null) return [];
  const { tag, direction, latest, best } = trainedBy.merit;
  const cell = (prefix: string, figure: typeof latest): NamedFigureCell[] => {
    if (figure === null) return [];
    const column: PlainColumn = {
      id: `${prefix === '' ? '' : `${prefix}.`}measured.${tag}`,
      kind: 'number',
      better: direction,
      title: `${prefix === '' ? '' : `${prefix} `}${tag}`,
      section: 'heldOut',
      aliases: [`${prefix === '' ? '' : `${prefix}.`}${tag}`],
      isUniform: false,
    };
    return [{ column, figure: figure.value }];
  };
  return [...cell('', latest), ...cell('best', best)];
}
