// `reptile-lab adapt` in this process: what it answers in every domain, what it saves, and what it refuses.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { decodeTensors } from '../../../src/engine/weights/tensorFormats.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { goodSets, mangledSupportSets, type OwnDomain } from '../../support/mangledSupportSets.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun } from '../trainer/trainerFixture.ts';

async function adapt(run: string, ...words: string[]) {
  const { terminal, output, messages } = recordTerminal(false);
  const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
  const exitCode = await runCommandLine(['adapt', run, ...words], context);
  return { exitCode, output: output(), messages: messages() };
}

describe('reptile-lab adapt', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function trainOn(domain: OwnDomain): Promise<string> {
    const data = changingData.find(({ name }) => name === domain);
    if (data === undefined) return newTinyRun(path.join(folder(), 'run'));
    const place = path.join(folder(), 'run');
    await mkdir(place);
    await data.write(place);
    return newRunOf(place, experimentOn(data));
  }

  for (const domain of ['images', 'recordings', 'texts', 'numbers'] as const) {
    it(`answers to ${domain}, saves what it adapted, and refuses every mangled set in words`, async () => {
      const run = await trainOn(domain);
      assert.equal((await carryOutRun(run)).state, 'completed');
      const good = await goodSets[domain](folder());
      const saved = path.join(folder(), 'adapted.npz');
      const { exitCode, output, messages } = await adapt(
        run,
        '--support',
        good,
        '--query',
        good,
        '--steps',
        '30',
        '--save',
        saved,
        '--json',
      );
      assert.equal(exitCode, 0, messages);
      assert.match(messages, /queries are samples of the support set, too/);
      const { queries, batches, accuracy, meanSquaredError, support } = JSON.parse(output);
      assert.equal(batches.length, 30);
      assert.equal(queries.length, support.length);
      if (domain === 'numbers') {
        const [{ values, target }] = queries;
        assert.deepEqual([values.length, target], [1, [0.5]]);
        assert.ok(meanSquaredError > 0 && accuracy === null);
      } else {
        for (const { probabilities } of queries) {
          const sum = Object.values<number>(probabilities).reduce((total, share) => total + share, 0);
          assert.ok(Math.abs(sum - 1) < 1e-6);
        }
        const right = queries.filter(({ label, predicted }: Record<string, string>) => label === predicted).length;
        assert.equal(accuracy, right / queries.length);
      }
      assert.ok((await decodeTensors('npz', await readFile(saved))).length > 0);
      const told = await adapt(run, '--support', good, '--query', good, '--steps', '30');
      assert.match(
        told.output,
        domain === 'numbers' ? /Mean squared error on the 3 queries/ : /of the \d queries whose class is known/,
      );

      const table = path.join(folder(), 'answers.csv');
      const written = await adapt(run, '--support', good, '--query', good, '--steps', '30', '--answers', table);
      assert.equal(written.exitCode, 0, written.messages);
      const [heads = '', ...lines] = (await readFile(table, 'utf8')).trimEnd().split('\n');
      assert.equal(lines.length, queries.length);
      const cellsOf = (line: string) =>
        line.split(',').slice(-heads.split(',').length + (domain === 'numbers' ? 1 : 3));
      if (domain === 'numbers') assert.equal(heads, 'query,answer,known');
      else assert.match(heads, /^query,known,answer,probability of \w+,probability of \w+$/);
      const expected = queries.map(({ values, target, probabilities }: Record<string, object>) =>
        domain === 'numbers'
          ? [...Object.values(values ?? []), ...Object.values(target ?? [])]
          : Object.values(probabilities ?? {}),
      );
      assert.deepEqual(
        lines.map((line) => cellsOf(line).map(Number)),
        expected,
      );

      for (const mangled of mangledSupportSets.filter((one) => one.domain === domain)) {
        const place = path.join(folder(), mangled.name.replaceAll(/\W/g, '-'));
        await mkdir(place);
        const wrong = await mangled.write(place);
        const target = path.join(place, 'saved.npz');
        const sets =
          mangled.role === 'support' ? ['--support', wrong, '--query', good] : ['--support', good, '--query', wrong];
        const refused = await adapt(run, ...sets, '--save', target);
        assert.deepEqual([refused.exitCode, refused.output], [2, ''], `${mangled.name}: ${refused.messages}`);
        assert.match(refused.messages, mangled.told, mangled.name);
        assert.ok(!(await readdir(place)).includes('saved.npz'));
      }
    });
  }

  it('is held to sixty support sets that are wrong, each in a way of its own', () => {
    const wrong = mangledSupportSets.filter(({ role }) => role === 'support');
    assert.ok(new Set(wrong.map(({ name }) => name)).size >= 60);
  });

  it('answers to queries that nobody knows the class of, and to vectors of a module', async () => {
    await writeFile(path.join(folder(), 'own.mjs'), taskModule());
    const run = await newRunOf(folder(), JSON.parse(moduleExperiment(6, 1)));
    assert.equal((await carryOutRun(run)).state, 'completed');
    const support = path.join(folder(), 'support.json');
    await writeFile(
      support,
      JSON.stringify([
        { x: [1, 0], label: 'right' },
        { x: [0, 1], label: 'left' },
      ]),
    );
    const query = path.join(folder(), 'query.csv');
    await writeFile(query, 'x1,x2\n0.9,0\n0,0.8\n');
    const { exitCode, output, messages } = await adapt(
      run,
      '--support',
      support,
      '--query',
      query,
      '--steps',
      '300',
      '--json',
    );
    assert.equal(exitCode, 0, messages);
    const { queries, classes, accuracy } = JSON.parse(output);
    assert.deepEqual([classes, accuracy], [['left', 'right'], null]);
    const answers = queries.map(({ predicted, label }: Record<string, string>) => [predicted, label]);
    assert.deepEqual(answers, [
      ['right', null],
      ['left', null],
    ]);
  });

  it('saves nowhere it was not asked to, and adapts no policy', async () => {
    const run = await newTinyRun(path.join(folder(), 'run'));
    await carryOutRun(run);
    const good = await goodSets.numbers(folder());
    await writeFile(path.join(folder(), 'mine.npz'), 'mine');
    const there = await adapt(run, '--support', good, '--save', path.join(folder(), 'mine.npz'));
    assert.match(there.messages, /already there.*--force/);
    assert.equal(await readFile(path.join(folder(), 'mine.npz'), 'utf8'), 'mine');
    const mine = path.join(folder(), 'mine.csv');
    await writeFile(mine, 'mine');
    assert.match((await adapt(run, '--support', good, '--query', good, '--answers', mine)).messages, /already there/);
    assert.equal(await readFile(mine, 'utf8'), 'mine');
    assert.match((await adapt(run, '--support', good, '--answers', mine, '--force')).messages, /nothing is asked/);
    const other = await adapt(run, '--support', good, '--query', good, '--answers', 'answers.txt');
    assert.match(other.messages, /must end in \.csv/);
    assert.match(
      (await adapt(run, '--support', good, '--save', 'adapted.pt')).messages,
      /must end in \.safetensors, \.npz or \.onnx/,
    );
    const policy = await newRunOf(path.join(folder(), 'policy'), {
      name: 'policy',
      task: { kind: 'navigation', trajectories: 2, horizon: 5 },
      model: { kind: 'mlp', hidden: [4] },
      algorithm: { kind: 'maml', metaIterations: 1, metaBatch: 1, innerSteps: 1, innerOptimizer: { kind: 'sgd' } },
      engine: { workers: 1 },
    });
    await carryOutRun(policy);
    assert.match((await adapt(policy, '--support', good)).messages, /learned a policy.*no samples to give/);
  });
});
