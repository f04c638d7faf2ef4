// Adapting to Omniglot's characters in folders as a person makes them: as right as `eval` says, on the tasks that it
// measured and on others.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { randomStream, shuffled } from '../../../src/engine/random.ts';
import { readEvaluation } from '../../../src/runs/evaluations.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { type Tree, writeTree } from '../../support/imageData.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf } from '../trainer/trainerFixture.ts';

const tasks = 40;
const sizes = { ways: 5, shots: 1, queries: 5, trainShots: 10 };

describe('adapting to Omniglot’s characters in folders', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();

  /** Three alphabets train, two are held out. Gives where the drawings lie. */
  async function writeCharacters(zip: string): Promise<string> {
    const drawings = Object.entries(unzipSync(await readFile(zip))).filter(([name]) => name.endsWith('.png'));
    const alphabets = [...new Set(drawings.map(([name]) => name.split('/')[1] ?? ''))].toSorted();
    const tree: Tree = {};
    for (const [name, bytes] of drawings) {
      const [, alphabet = '', ...rest] = name.split('/');
      const set = alphabets.indexOf(alphabet) < 3 ? 'images_background' : 'images_evaluation';
      tree[`${set}/${[alphabet, ...rest].join('/')}`] = bytes;
    }
    return writeTree(path.join(folder(), 'characters'), tree);
  }

  async function ask(...words: string[]) {
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    assert.equal(await runCommandLine(words, context), 0, messages());
    return JSON.parse(output());
  }

  interface OwnTask {
    /** `Alphabet/character01` */
    readonly characters: readonly string[];
    /** Paths of drawings, of each character alike many, one character after another. */
    readonly support: readonly string[];
    readonly query: readonly string[];
  }

  /** Gives the accuracy of what a person would do with these drawings. */
  async function adaptTo(run: string, task: OwnTask, number: number): Promise<number> {
    const place = path.join(folder(), `own ${number}`);
    for (const role of ['support', 'query'] as const) {
      const ofEach = task[role].length / task.characters.length;
      for (const [index, drawing] of task[role].entries()) {
        const way = Math.floor(index / ofEach);
        const target = path.join(place, role, `${way} ${task.characters[way]?.replace('/', ' ')}`);
        await mkdir(target, { recursive: true });
        await writeFile(path.join(target, path.basename(drawing)), await readFile(drawing));
      }
    }
    const { accuracy } = await ask(
      'adapt',
      run,
      '--support',
      path.join(place, 'support'),
      '--query',
      path.join(place, 'query'),
      '--json',
    );
    return accuracy;
  }

  it('is as right as eval says, on its tasks and on others', async function () {
    const characters = await writeCharacters(sharedDataOrSkip(this, 'omniglot', 'images_background_small1.zip'));
    const run = await newRunOf(folder(), {
      name: 'omniglot',
      seed: 2,
      task: { kind: 'images', dataset: { source: 'omniglot', path: characters, split: 'lakeOriginal' }, ...sizes },
      model: { kind: 'convnet', blocks: 3, filters: 16 },
      algorithm: {
        metaIterations: 500,
        metaBatch: 4,
        innerSteps: 5,
        innerBatch: 10,
        innerOptimizer: { kind: 'adam', reduction: 'sum' },
      },
      evaluation: { every: 500, tasks: 10, innerSteps: 20, innerBatch: 5 },
      engine: { workers: 1 },
    });
    assert.equal((await carryOutRun(run)).state, 'completed');
    const measured = await ask('eval', run, '--tasks', String(tasks), '--json');
    const listing = await readEvaluation(measured.stored);
    assert.ok(listing.kind === 'evaluation' && listing.evaluation.samples !== undefined);
    const { samples } = listing.evaluation;
    const heldOut = path.join(characters, 'images_evaluation');
    const placesOf = (numbers: readonly number[]) =>
      numbers.map((number) => path.join(heldOut, samples.names[number] ?? ''));
    const same: number[] = [];
    for (const [number, ways] of samples.ways.entries()) {
      const task = {
        characters: ways.map((way) => samples.classes[way] ?? ''),
        support: placesOf(samples.support[number] ?? []),
        query: placesOf(samples.query[number] ?? []),
      };
      same.push(await adaptTo(run, task, number));
    }
    assert.equal(same.length, tasks);
    const others: number[] = [];
    for (let number = 0; number < tasks; number++)
      others.push(await adaptTo(run, await drawTask(heldOut, number), tasks + number));

    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = (values: readonly number[]) =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / values.length);
    console.log(
      `      eval ${measured.accuracy} ± ${measured.accuracyCi95}, adapt ${mean(same)} on the same tasks, ${mean(others)} ± ${2 * spread(others)} on others`,
    );
    assert.ok(measured.accuracy > 0.3, 'by chance it would be 0.2');
    assert.ok(Math.abs(mean(same) - measured.accuracy) <= measured.accuracyCi95);
    assert.ok(Math.abs(mean(others) - measured.accuracy) <= measured.accuracyCi95, 'on others as well');
  });

  async function drawTask(heldOut: string, number: number): Promise<OwnTask> {
    const random = randomStream(number, 'evaluation-task');
    const all: string[] = [];
    for (const alphabet of (await readdir(heldOut)).toSorted())
      for (const character of (await readdir(path.join(heldOut, alphabet))).toSorted())
        all.push(`${alphabet}/${character}`);
    const characters = shuffled(all, random).slice(0, sizes.ways);
    const [support, query]: [string[], string[]] = [[], []];
    for (const character of characters) {
      const names = shuffled((await readdir(path.join(heldOut, character))).toSorted(), random);
      const drawings = names.map((name) => path.join(heldOut, character, name));
      support.push(...drawings.slice(0, sizes.shots));
      query.push(...drawings.slice(sizes.shots, sizes.shots + sizes.queries));
    }
    return { characters, support, query };
  }
});
