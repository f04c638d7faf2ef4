// What a run keeps of the program that trains it.

import assert from 'node:assert/strict';
import { appendFile, chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { withProgram } from '../../../../src/runs/programDigests.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { digestOfProgram } from '../../../../src/trainer/external/programDigest.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newProgramRun } from './programFixture.ts';

describe('the digest of a program', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  const experimentOf = (command: readonly string[], seed: number) => {
    const { external } = readExperiment(JSON.stringify({ name: 'a', seed, trainer: { command } }));
    assert.ok(external !== undefined);
    return external;
  };
  const command = ['python3', 'train.py', '--seed=${seed}', '--out', '${run}/out.py'];
  const digestIn = (project: string, own: string, seed = 0, changed: readonly string[] = command) =>
    digestOfProgram(experimentOf(changed, seed), project, own);

  async function newProject(name: string): Promise<string> {
    const project = path.join(folder(), name);
    await mkdir(path.join(project, 'run'), { recursive: true });
    await writeFile(path.join(project, 'train.py'), 'print(1)');
    return project;
  }

  it('is another where a script is, and the same for other seeds, places and files of the run', async () => {
    const project = await newProject('a');
    const before = await digestIn(project, path.join(project, 'run'));
    assert.match(before ?? '', /^[0-9a-f]{32}$/);
    await writeFile(path.join(project, 'run', 'out.py'), 'whatever the program writes');
    assert.equal(await digestIn(project, path.join(project, 'run'), 7), before);
    await cp(project, path.join(folder(), 'b'), { recursive: true });
    assert.equal(await digestIn(path.join(folder(), 'b'), path.join(folder(), 'runs')), before);
    await appendFile(path.join(project, 'train.py'), '\n# changed');
    assert.notEqual(await digestIn(project, path.join(project, 'run')), before);
  });

  it('is not that of an interpreter, and none where nothing can be looked at', async () => {
    const project = await newProject('c');
    const interpreter = path.join(project, 'python3');
    const named = [interpreter, ...command.slice(1)];
    await writeFile(interpreter, 'one');
    await chmod(interpreter, 0o755);
    const before = await digestIn(project, path.join(project, 'run'), 0, named);
    await writeFile(interpreter, 'another');
    assert.equal(await digestIn(project, path.join(project, 'run'), 0, named), before);
    assert.equal(await digestIn(project, path.join(project, 'run'), 0, ['train']), null);
  });

  it('stands once for each program, one after another', () => {
    const first = withProgram({ programDigests: [] }, 'a');
    assert.deepEqual(withProgram({ programDigests: first }, 'a'), ['a']);
    assert.deepEqual(withProgram({ programDigests: withProgram({ programDigests: first }, 'b') }, 'a'), [
      'a',
      'b',
      'a',
    ]);
    assert.deepEqual(withProgram({ programDigests: first }, null), ['a']);
  });

  it('is kept by each run, before the program is started', async function () {
    if (process.platform === 'win32') this.skip();
    const script = 'echo \'{"step": 1, "test/score": 1}\' >> "$REPTILE_LAB_RUN/metrics.jsonl"';
    const digests: unknown[] = [];
    for (const text of [script, script, `${script}\n# changed`]) {
      const directory = await newProgramRun(folder(), text);
      await carryOutRun(directory);
      const { programDigests, state } = await readManifest(directory);
      digests.push(programDigests.join());
      assert.equal(state, 'completed');
    }
    assert.equal(digests[0], digests[1]);
    assert.notEqual(digests[0], digests[2]);
    assert.match(String(digests[0]), /^[0-9a-f]{32}$/);
  });
});
