// Which classes a data set has, and which parts of a split they stand in.

import { inCodeUnitOrder, type SourceFile } from '../files/fileSource.ts';
import { allParts, type Part } from './partNames.ts';

export interface LabelledClass {
  /** In Unicode's composed form, so that names from different systems compare equal. */
  readonly name: string;
  readonly files: readonly SourceFile[];
}

export interface LaidOutPart {
  readonly classes: readonly LabelledClass[];
  /** What says that these classes are of this part, for a person: `train.csv`. */
  readonly source: string;
}

/** Classes of each part; without a split all of them stand under `classes`. */
export type ClassLayout = { readonly kind: 'unsplit'; readonly classes: readonly LabelledClass[] } | SplitLayout;

export interface SplitLayout {
  readonly kind: 'split';
  readonly parts: ReadonlyMap<Part, LaidOutPart>;
  readonly splitBy: string;
}

/** In the order of the parts, those that have classes. */
export function partsOf({ parts }: SplitLayout): readonly (readonly [Part, LaidOutPart])[] {
  return allParts.flatMap((part) => {
    const laidOut = parts.get(part);
    return laidOut === undefined || laidOut.classes.length === 0 ? [] : [[part, laidOut] as const];
  });
}

/** In the order of their names. */
export function classesOf(files: ReadonlyMap<string, readonly SourceFile[]>): readonly LabelledClass[] {
  return [...files].map(([name, of]) => ({ name, files: of })).sort((a, b) => inCodeUnitOrder(a.name, b.name));
}
