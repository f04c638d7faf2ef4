// What a person agrees to before an agent's run starts covers everything that says what is executed.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { prepareStart, readAskedFile } from '../../../src/launchers/askedStart.ts';
import { shownWhole } from '../../../src/launchers/shownWhole.ts';
import { taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

describe('a start that a person is asked about', () => {
  const folder = useTemporaryFolder();
  const experiment = { ...tinyExperiment(), task: { kind: 'module', path: 'own.mjs' } };

  async function prepare(name = 'own.reptile.json', overrides: readonly string[] = []) {
    const file = path.join(folder(), name);
    const runsFolder = path.join(folder(), 'runs');
    return prepareStart({ file, source: await readAskedFile(file), overrides, runsFolder });
  }

  async function agreementOf(...start: Parameters<typeof prepare>): Promise<string> {
    const prepared = await prepare(...start);
    return prepared.kind === 'ready' ? prepared.agreement : assert.fail(prepared.message);
  }

  it('is another with another file, value, module or place, and executes nothing', async () => {
    const module = path.join(folder(), 'own.mjs');
    const executed = path.join(folder(), 'executed');
    const first = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(executed)}, '');`;
    await writeFile(module, taskModule({ first }));
    await writeFile(path.join(folder(), 'own.reptile.json'), JSON.stringify(experiment));
    await writeFile(path.join(folder(), 'same.reptile.json'), JSON.stringify(experiment));
    const agreed = await agreementOf();
    assert.equal(await agreementOf(), agreed);
    const others = [await agreementOf('same.reptile.json'), await agreementOf(undefined, ['seed=9'])];
    await writeFile(module, taskModule());
    others.push(await agreementOf());
    await writeFile(path.join(folder(), 'own.reptile.json'), JSON.stringify(experiment, null, 2));
    others.push(await agreementOf());
    assert.equal(new Set([agreed, ...others]).size, 5);
    assert.ok(!existsSync(executed));
  });

  it('names the module, and is refused with errors or where the module cannot be read', async () => {
    const file = path.join(folder(), 'own.reptile.json');
    await writeFile(file, JSON.stringify(experiment));
    await writeFile(path.join(folder(), 'own.mjs'), taskModule());
    const prepared = await prepare();
    assert.ok(prepared.kind === 'ready');
    assert.equal(prepared.execution.taskModule, path.join(folder(), 'own.mjs'));
    const faulty = await prepare(undefined, ['seed=-1']);
    assert.ok(faulty.kind === 'refused');
    assert.match(faulty.message, /own\.reptile\.json has errors, so nothing was started/);
    await writeFile(path.join(folder(), 'own.mjs'), Buffer.alloc(17 * 1024 * 1024, ' '));
    const large = await prepare();
    assert.ok(large.kind === 'refused');
    assert.match(large.message, /“tiny” cannot be executed: its module .*own\.mjs cannot be read/);
  });

  it('shows texts of agents whole or not at all', () => {
    assert.equal(shownWhole(`a\n${'b'.repeat(798)}`), `a ${'b'.repeat(798)}`);
    assert.throws(() => shownWhole('x'.repeat(801)), /^LaunchError: “x+…” has 801 characters, more than the 800/);
  });
});
