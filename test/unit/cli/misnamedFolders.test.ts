// Runs, and logs of other programs, in folders whose names are not UTF-8: nothing is found by such a name, and nobody is
// left to believe that there is nothing.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { misnamedOnWay } from '../../../src/base/misnamed.ts';
import { FolderProblems } from '../../../src/extension/runs/folderProblems.ts';
import { LogRuns } from '../../../src/extension/runs/logRuns.ts';
import { findLogRuns } from '../../../src/foreign/findLogRuns.ts';
import { RunLister } from '../../../src/runs/listRuns.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { takesAnyName, useMisnaming } from '../../support/misname.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('a folder whose name is not UTF-8', () => {
  const { misname, rename } = useMisnaming();
  const folder = useTemporaryFolder();
  const runs = () => path.join(folder(), 'runs');
  const logs = () => path.join(folder(), 'logs');
  const carryOut = (verb: string, ...words: string[]) => carryOutWords(verb, '--runs', runs(), ...words);
  const toldOf = (place: string) => `${place} cannot be opened: its name is not in UTF-8. Rename it.`;
  const newLog = async (name: string) => {
    const directory = path.join(logs(), name);
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'metrics.csv'), 'step,loss\n1,2\n');
    return directory;
  };

  before(function () {
    if (!takesAnyName) this.skip();
  });

  it('is listed among the runs, and named by whoever is to show it', async () => {
    const good = await newTestRun(runs());
    const bad = misname(await newTestRun(runs()));
    const listed = await carryOut('list');
    assert.equal(listed.exitCode, 0, listed.messages);
    assert.match(listed.output, new RegExp(path.basename(good)));
    assert.match(listed.output, /unreadable/);
    for (const verb of ['list', 'runs']) assert.ok((await carryOut(verb)).messages.includes(toldOf(bad)), verb);
    for (const word of [bad, path.basename(bad), path.basename(bad).slice(0, -2)]) {
      const shown = await carryOut('show', word);
      assert.ok(shown.exitCode !== 0 && shown.messages.includes(toldOf(bad)), shown.messages);
    }
  });

  it('is listed once where several are read alike, and no more once it is renamed or gone', async () => {
    const directory = path.join(runs(), 'a');
    const lister = new RunLister(runs());
    const seen = async () => (await lister.list()).map((listing) => [listing.directory, listing.kind]);
    const bad = [0xfc, 0xe4].map((byte) => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(runFiles(directory).manifest, '');
      return misname(directory, byte);
    });
    assert.equal(bad[0], bad[1]);
    assert.deepEqual(await seen(), [[bad[0], 'unreadable']]);
    assert.equal((await lister.lookAt(bad[0] ?? ''))?.kind, 'unreadable');
    assert.equal(await lister.lookAt(path.join(runs(), 'never there \ufffd')), undefined);
    rename();
    assert.deepEqual(await seen(), [
      [`${directory}-0`, 'unreadable'],
      [`${directory}-1`, 'unreadable'],
    ]);
  });

  it('is a run like any other where it is called so in UTF-8', async () => {
    const called = await newTestRun(path.join(runs(), 'in \ufffd'));
    assert.deepEqual(
      (await new RunLister(path.dirname(called)).list()).map(({ directory, kind }) => [directory, kind]),
      [[called, 'run']],
    );
    assert.equal(await misnamedOnWay(called), undefined);
    assert.equal(await misnamedOnWay(`${called}\ufffd`), undefined, 'one that is not there');
  });

  it('is named wherever it lies on the way', async () => {
    const run = await newTestRun(runs());
    const bad = misname(runs());
    assert.equal(await misnamedOnWay(path.join(bad, path.basename(run))), bad);
    assert.ok((await carryOut('show', path.join(bad, path.basename(run)))).messages.includes(toldOf(bad)));
  });

  it('is named where logs are looked for, beside those that are found', async () => {
    await newLog('good');
    const bad = misname(await newLog('bad'));
    assert.deepEqual((await findLogRuns(logs())).problems, [{ of: 'file', problem: { code: 'misnamed', file: bad } }]);
    const imported = await carryOut('import', logs());
    assert.equal(imported.exitCode, 0);
    assert.match(imported.output, /\ngood /);
    assert.ok(imported.messages.includes(toldOf(bad)), imported.messages);
    assert.ok((await carryOut('list')).messages.includes(toldOf(bad)));
    assert.ok((await carryOut('import', bad)).messages.includes(toldOf(bad)));
    const problems = new FolderProblems(() => {});
    const shown = new LogRuns({ hear: () => {}, problems, onError: (error) => assert.fail(String(error)) });
    shown.follow(async () => [logs()]);
    await shown.whenLooked;
    assert.deepEqual(problems.all, [toldOf(bad)]);
    shown.dispose();
  });
});
