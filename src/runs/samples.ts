// Samples: one adaptation for each evaluation, for the panel to draw.

import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { AdaptationSample } from '../meta/executor.ts';
import { runFiles } from './runDirectory.ts';
import { hasCode } from './systemErrors.ts';
import { writeAtomically } from './writeAtomically.ts';

const numbers = z.array(z.number());
const pictures = z.array(z.object({ way: z.int(), pixels: z.string() }));

const sampleSchema: z.ZodType<AdaptationSample> = z.object({
  task: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('curve'), queryX: numbers, queryY: numbers, supportX: numbers, supportY: numbers }),
    z.object({
      kind: z.literal('images'),
      width: z.int(),
      height: z.int(),
      channels: z.int(),
      classNames: z.array(z.string()),
      support: pictures,
      query: pictures,
    }),
  ]),
  steps: numbers,
  outputs: z.array(numbers),
});

export interface DrawnSample {
  readonly iteration: number;
  readonly sample: AdaptationSample;
}

/** Writes `samples/<iteration>.json`. */
export async function writeSample(directory: string, { iteration, sample }: DrawnSample): Promise<void> {
  const { samples } = runFiles(directory);
  await mkdir(samples, { recursive: true });
  await writeAtomically(path.join(samples, `${iteration}.json`), JSON.stringify(sample));
}

/** The newest sample; undefined where there is none, or none that can be read. */
export async function readNewestSample(directory: string): Promise<DrawnSample | undefined> {
  const { samples } = runFiles(directory);
  const iteration = (await listSamples(samples)).at(0);
  if (iteration === undefined) return undefined;
  try {
    const parsed = sampleSchema.safeParse(JSON.parse(await readFile(path.join(samples, `${iteration}.json`), 'utf8')));
    return parsed.success ? { iteration, sample: parsed.data } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function listSamples(samples: string): Promise<number[]> {
  try {
    const names = (await readdir(samples)).filter((name) => /^\d+\.json$/.test(name));
    return names.map((name) => Number(name.slice(0, -'.json'.length))).sort((a, b) => b - a);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
