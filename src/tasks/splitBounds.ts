// How much a list of a split may hold, far above what any data set has.

import type { JsonBounds } from '../base/boundedJson.ts';

export const splitBounds: JsonBounds = { depth: 4, values: 2_000_000, names: 1_000_000 };
/** Of a list or table of a split, in bytes. ImageNet's 1.3 million images take 50 MB. */
export const largestSplitFile = 64 * 2 ** 20;
/** Of all tables of a split, each. */
export const mostSplitRows = 2_000_000;
