// Logs of the writers that people use are read as their own readers read them, whole and mangled. Needs a Python with
// TensorBoard, and one with lightning: REPTILE_LAB_LOGS says how many are written.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { findLogRuns } from '../../../src/foreign/findLogRuns.ts';
import { openLog } from '../../../src/foreign/openLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { findPythonWith } from '../../support/findPython.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const programOf = (name: string) => fileURLToPath(new URL(`../../support/programs/${name}`, import.meta.url));
const logs = Number(process.env.REPTILE_LAB_LOGS ?? 15);
const seed = 11;

/** TensorBoard alone writes nothing. */
const writers = ['torch', 'tensorflow', 'tensorboardX'];

async function findWriters(): Promise<string | undefined> {
  for (const writer of writers) {
    const python = await findPythonWith('tensorboard', writer);
    if (python !== undefined) return python;
  }
  return undefined;
}

describe('logs of real writers', () => {
  const folder = useTemporaryFolder();

  it('are read as TensorBoard reads them, and mangled without a wrong figure', async function () {
    this.timeout(600_000);
    const python = await findWriters();
    if (python === undefined) {
      console.log(
        `        skipped: no Python with TensorBoard and one of ${writers.join(', ')} (python3, or the program that REPTILE_LAB_PYTHON names)`,
      );
      return this.skip();
    }
    const words = [programOf('writeLogs.py'), folder(), String(logs), String(seed)];
    const { stdout } = await promisify(execFile)(python, words, { maxBuffer: 2 ** 28 });
    const expected: Record<string, Record<string, [number, string][]>> = JSON.parse(stdout);
    const { runs } = await findLogRuns(folder());
    assert.deepEqual(
      runs.map(({ directory }) => path.relative(folder(), directory)),
      Object.keys(expected).sort(),
    );
    for (const run of runs) {
      const name = path.relative(folder(), run.directory);
      const { figures, problems } = await collectFigures(openLog(run));
      // TensorBoard still names those of which a later session has withdrawn everything.
      const kept = Object.entries(expected[name] ?? {}).filter(([, told]) => told.length > 0);
      const points = kept.map(([tag, told]) => [tag, told.map(([step, value]) => [step, numberOf(value)])] as const);
      assert.deepEqual(
        { name, points: pointsByTag(figures), problems },
        { name, points: Object.fromEntries(points), problems: [] },
      );
    }
    const random = xoroshiro128plus(seed);
    for (const run of runs) {
      const written = new Set<string>();
      const keyOf = (figure: { tag: string; iteration: number; value: number }) =>
        `${figure.tag}\0${figure.iteration}\0${figure.value}`;
      await openLog(run).read((updates) => {
        for (const update of updates)
          if (update.kind === 'figures') for (const figure of update.figures) written.add(keyOf(figure));
      });
      const before = written.size;
      for (const name of (await readdir(run.directory)).filter((each) => each.includes('tfevents')))
        await writeFile(path.join(run.directory, name), mangle(await readFile(path.join(run.directory, name)), random));
      const { figures } = await collectFigures(openLog(run));
      for (const figure of figures) assert.ok(before === 0 || written.has(keyOf(figure)), keyOf(figure));
    }
  });
});

describe('CSV logs of Lightning', () => {
  const folder = useTemporaryFolder();

  it('are read as Python reads them', async function () {
    this.timeout(600_000);
    const python = await findPythonWith('lightning');
    if (python === undefined) {
      console.log('        skipped: no Python with lightning (python3, or the program that REPTILE_LAB_PYTHON names)');
      return this.skip();
    }
    const words = [programOf('writeCsvLogs.py'), folder(), String(logs), String(seed)];
    const { stdout } = await promisify(execFile)(python, words, { maxBuffer: 2 ** 28 });
    const expected: Record<string, { figures: Record<string, [number, string][]>; parameters: object }> =
      JSON.parse(stdout);
    const { runs } = await findLogRuns(folder());
    assert.deepEqual(
      runs.map(({ directory }) => path.relative(folder(), directory)),
      Object.keys(expected).sort(),
    );
    for (const run of runs) {
      const name = path.relative(folder(), run.directory);
      const reader = openLog(run);
      const { figures, problems } = await collectFigures(reader);
      const points = Object.entries(expected[name]?.figures ?? {}).map(
        ([tag, told]) => [tag, told.map(([step, value]) => [step, numberOf(value)])] as const,
      );
      const parameters = Object.fromEntries(reader.parameters);
      assert.deepEqual(
        { name, parameters, points: pointsByTag(figures), problems },
        { name, parameters: expected[name]?.parameters, points: Object.fromEntries(points), problems: [] },
      );
    }
  });
});

function numberOf(text: string): number {
  return text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

/** Changed bits, cuts, and stretches that were put in or left out. */
function mangle(bytes: Buffer, random: ReturnType<typeof xoroshiro128plus>): Buffer {
  const below = (end: number) => uniformInt(random, 0, Math.max(0, end - 1));
  let mangled = Buffer.from(bytes);
  for (let times = 1 + below(5); times > 0; times--) {
    const at = below(mangled.length);
    const length = 1 + below(40);
    switch (below(4)) {
      case 0:
        mangled[at] = (mangled[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        mangled = mangled.subarray(0, at);
        break;
      case 2:
        mangled = Buffer.concat([mangled.subarray(0, at), mangled.subarray(at + length)]);
        break;
      default: {
        const strange = Buffer.from(Array.from({ length }, () => below(256)));
        mangled = Buffer.concat([mangled.subarray(0, at), strange, mangled.subarray(at)]);
      }
    }
  }
  return mangled;
}
