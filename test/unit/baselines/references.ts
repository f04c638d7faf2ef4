// What scikit-learn and NumPy answer, from test/fixtures/baselines: `references.py` there makes it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { installationFolder } from '../../../src/base/installation.ts';

const numbers = z.array(z.number());

/** One row each. */
const values = z.array(z.union([z.number().transform((value) => [value]), numbers]));
const samples = { support: values, supportTargets: values, query: values, queryTargets: values };

const schema = z.object({
  tfidfCentroid: z.object({
    texts: z.array(z.string()),
    training: numbers,
    support: numbers,
    query: numbers,
    answers: numbers,
    accuracy: z.number(),
  }),
  regressions: z.array(z.object({ ...samples, ridge: values, gaussianProcess: values, nearestPoints: values })),
  classification: z.object({
    ...samples,
    nearestNeighbour: numbers,
    nearestCentroid: numbers,
    spectrumCentroid: numbers,
  }),
  drawings: z.object({ ...samples, hausdorff: numbers }),
});

export const references = schema.parse(
  JSON.parse(readFileSync(path.join(installationFolder, 'test/fixtures/baselines/references.json'), 'utf8')),
);
