// Runs of other programs: one that is started here, watched, stopped and resumed as ours are, and one of which only the
// logs are read, as they grow.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../src/base/installation.ts';
import { simpleRecord } from '../support/foreignEvents.ts';
import { isRunningPast, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const example = (name: string) => readFile(path.join(installationFolder, 'examples', 'external', name), 'utf8');

describe('programs of one’s own', function () {
  this.timeout(120_000);
  const session = useSession({ settings: { 'reptileLab.logFolders': ['logs'] } });

  it('train from the palette with a curve of their figure, stop, resume and are complete', async function () {
    if (process.platform === 'win32') this.skip();
    const { workbench, folder } = await session.open({
      'shell.reptile.json': await example('shell.reptile.json'),
      'train.sh': await example('train.sh'),
    });
    const panel = new TrainingPanel(workbench.page);
    await workbench.openFile('shell.reptile.json');
    await workbench.runCommand('Reptile: Start Meta-Training');
    const directory = await waitForNewRun(folder);
    await panel.chart(/eval\/loss/).waitFor();
    await waitForRun(directory, 'at work', isRunningPast(3));
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row('A shell script as the trainer');
    await row.waitFor();
    await workbench.takePicture('program-at-work');

    await panel.button('Stop').click();
    const stopped = await waitForRun(directory, 'stopped', ({ state }) => state === 'stopped');
    await panel.state.filter({ hasText: 'Stopped' }).waitFor();
    assert.ok(stopped.iteration < 40, 'it was stopped before its end');

    await runs.pressInline(row, 'Resume');
    const completed = await waitForRun(directory, 'complete', ({ state }) => state === 'completed');
    assert.equal(completed.iteration, 40);
    await panel.state.filter({ hasText: 'Completed' }).waitFor();
    await panel.chart(/eval\/loss.*step 40/i).waitFor();
    await row.filter({ hasText: /0\.014/ }).waitFor();
    await workbench.takePicture('program-completed');
  });

  it('are followed by their logs alone, which are only read', async () => {
    const { workbench, folder } = await session.open({ 'notes.txt': 'Logs lie beside this.' });
    const log = path.join(folder, 'logs', 'lr-0.1', 'events.out.tfevents.1700000000.host');
    const records = (steps: readonly number[]) =>
      Buffer.concat(steps.map((step) => simpleRecord('val/accuracy', step, step / 10, Date.now() / 1000)));
    await mkdir(path.dirname(log), { recursive: true });
    await writeFile(log, records([1, 2, 3]));
    const runs = new RunBrowser(workbench.page);
    const panel = new TrainingPanel(workbench.page);
    await runs.open();
    const row = runs.row('lr-0.1');
    await row.filter({ hasText: '0.300' }).waitFor();
    await runs.openPanel(row);
    await panel.chart(/val\/accuracy.*step 3\b/i).waitFor();
    await appendFile(log, records([4, 5, 6]));
    await panel.chart(/val\/accuracy.*step 6\b/i).waitFor();
    await row.filter({ hasText: '0.600' }).waitFor();
    for (const asked of ['Stop', 'Pause', 'Resume']) assert.equal(await panel.button(asked).count(), 0);
    await workbench.takePicture('log-of-another-program');
    assert.equal((await readFile(log)).length, records([1, 2, 3, 4, 5, 6]).length);
  });
});
