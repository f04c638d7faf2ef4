// Logs of DVCLive, MLflow and W&B, written by themselves, are read as their own readers read them. Needs a Python with each of
// them: REPTILE_LAB_LOGS says how many are written.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { listingOf } from '../../../src/foreign/logListing.ts';
import type { LogFormat } from '../../../src/foreign/logReader.ts';
import { openLog } from '../../../src/foreign/openLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { findPythonWith } from '../../support/findPython.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const programOf = (name: string) => fileURLToPath(new URL(`../../support/programs/${name}`, import.meta.url));
const logs = Number(process.env.REPTILE_LAB_LOGS ?? 15);
const seed = 17;

const writers: readonly { readonly format: LogFormat; readonly program: string }[] = [
  { format: 'dvclive', program: 'writeDvcliveLogs.py' },
  { format: 'mlflow', program: 'writeMlflowLogs.py' },
  { format: 'wandb', program: 'writeWandbLogs.py' },
];

const point = z.union([
  z.tuple([z.number(), z.string()]),
  z.tuple([z.number(), z.string(), z.number().describe('milliseconds since 1970')]),
]);
const expectedSchema = z.record(
  z.string(),
  z.object({
    figures: z.record(z.string(), z.array(point)),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    title: z.string().optional(),
    state: z.string().optional(),
  }),
);

describe('logs of other writers', () => {
  const folder = useTemporaryFolder();

  for (const { format, program } of writers)
    it(`are read as ${format} reads them`, async function () {
      this.timeout(600_000);
      const python = await findPythonWith(format);
      if (python === undefined) {
        console.log(
          `        skipped: no Python with ${format} (python3, or the program that REPTILE_LAB_PYTHON names)`,
        );
        return this.skip();
      }
      const words = [programOf(program), folder(), String(logs), String(seed)];
      const { stdout } = await promisify(execFile)(python, words, { maxBuffer: 2 ** 28 });
      const expected = expectedSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      const { logs: seen, problems: ofFolder } = await new LogFolder(folder()).look();
      assert.deepEqual([seen.map(({ name }) => name), ofFolder], [Object.keys(expected).sort(), []]);
      for (const log of seen) {
        const wanted = expected[log.name];
        assert.ok(wanted !== undefined);
        const reader = openLog(log);
        const { figures, problems } = await collectFigures(reader);
        const points = Object.entries(wanted.figures).map(
          ([tag, told]) => [tag, told.map(([step, value]) => [step, numberOf(value)])] as const,
        );
        const times = figures.flatMap(({ wallTime }) => (Number.isNaN(wallTime) ? [] : [wallTime]));
        const timesOf = Object.values(wanted.figures).flatMap((told) =>
          told.flatMap(([, , time]) => (time === undefined ? [] : [time / 1000])),
        );
        const { manifest, state } = listingOf(log);
        const { title = log.name, state: ended = state } = wanted;
        const { name } = log;
        assert.deepEqual(
          {
            name,
            format: log.format,
            title: manifest.name,
            state,
            parameters: asTexts(reader.parameters),
            points: pointsByTag(figures),
            problems,
          },
          {
            name,
            format,
            title,
            state: ended,
            parameters: asTexts(new Map(Object.entries(wanted.parameters))),
            points: Object.fromEntries(points),
            problems: [],
          },
        );
        if (format === 'mlflow') assert.deepEqual(times.sort(), timesOf.sort());
        if (format === 'wandb') assert.ok(times.every((time) => Math.abs(time - Date.now() / 1000) < 3600));
      }
    });
});

/** Some writers keep everything as text, and Python says the same numbers in other words. */
function asTexts(parameters: ReadonlyMap<string, string | number | boolean>): Record<string, string> {
  const entries = [...parameters].map(([name, fact]) => {
    const text = typeof fact === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/.test(fact) ? Number(fact) : fact;
    return [name, String(text)] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function numberOf(text: string): number {
  return text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
