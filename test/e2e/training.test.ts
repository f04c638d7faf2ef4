// The way of a researcher: palette, start, watch the curves grow, stop, resume, reload the window, and find everything
// again.

import assert from 'node:assert/strict';
import { readFigures } from '../../src/runs/readFigures.ts';
import { tags } from '../../src/runs/tags.ts';
import { digitsExperiment, endlessExperiment } from '../support/vscode/experiments.ts';
import {
  hasProcess,
  isRunningPast,
  listRunDirectories,
  waitForNewRun,
  waitForRun,
} from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const startCommand = 'Reptile: Start Meta-Training';

describe('meta-training in the window', function () {
  this.timeout(120_000);
  const session = useSession();

  it('starts from the palette, grows curves, stops, resumes, and is there and live after a reload', async () => {
    const { workbench, folder } = await session.open({ 'digits.reptile.json': digitsExperiment });
    const runs = new RunBrowser(workbench.page);
    const panel = new TrainingPanel(workbench.page);
    await workbench.openFile('digits.reptile.json');
    const pressed = await workbench.runCommand(startCommand);
    await panel.trainingChart.waitFor();
    console.log(`      first point on the chart ${(performance.now() - pressed).toFixed(0)} ms after the command`);

    const directory = await waitForNewRun(folder);
    assert.match((await panel.name.textContent()) ?? '', /MNIST digits, 5-way 5-shot/);
    await runs.open();
    const row = runs.row('MNIST digits, 5-way 5-shot');
    await row.waitFor();
    await panel.waitForPointAfter(await panel.shownIteration());
    await panel
      .chart(/held-out/i)
      .first()
      .waitFor();
    await panel
      .chart(/adaptation/i)
      .first()
      .waitFor();
    await panel.state.filter({ hasText: 'Running' }).waitFor();
    await workbench.takePicture('training');

    await panel.button('Stop').click();
    await panel.state.filter({ hasText: 'Stopped' }).waitFor();
    const stopped = await waitForRun(directory, 'stopped', ({ state }) => state === 'stopped');
    await waitFor('its process to be gone', async () => !(await hasProcess(stopped)));
    await workbench.takePicture('stopped');

    await runs.pressInline(row, 'Resume');
    await panel.state.filter({ hasText: 'Running' }).waitFor();
    await panel.waitForPointAfter(stopped.iteration);

    await workbench.reload();
    await runs.open();
    await runs.row('MNIST digits, 5-way 5-shot').waitFor();
    await panel.trainingChart.waitFor({ timeout: 30_000 });
    const afterReload = await panel.shownIteration();
    assert.ok(afterReload > stopped.iteration, 'the chart shows what was trained before the reload');
    await panel.waitForPointAfter(afterReload);
    assert.equal((await listRunDirectories(folder)).length, 1);
    await workbench.takePicture('reloaded');
  });

  it('goes on while no window is open', async () => {
    const { workbench, folder } = await session.open({ 'endless.reptile.json': endlessExperiment });
    await workbench.openFile('endless.reptile.json');
    await workbench.runCommand(startCommand);
    const directory = await waitForNewRun(folder);
    const { iteration } = await waitForRun(directory, 'at work', isRunningPast(0));
    await workbench.page.close();
    await waitForRun(directory, 'further on without a window', isRunningPast(iteration + 100));
    const again = await session.openAgain(folder);
    const runs = new RunBrowser(again.page);
    await runs.open();
    await runs.row('Endless sine').waitFor();
  });

  it('shows new points soon after they were written', async () => {
    const { workbench, folder } = await session.open({ 'endless.reptile.json': endlessExperiment });
    const panel = new TrainingPanel(workbench.page);
    await workbench.openFile('endless.reptile.json');
    const pressed = await workbench.runCommand(startCommand);
    await panel.trainingChart.waitFor();
    console.log(`      first point on the chart ${(performance.now() - pressed).toFixed(0)} ms after the command`);
    await panel.waitForPointAfter(0);
    const shown = await panel.watchPoints(5000);
    const directory = await waitForNewRun(folder);
    const written = new Map(
      (await readFigures(directory))
        .get(tags.trainingLossLast)
        ?.map(({ iteration, wallTime }) => [iteration, wallTime * 1000]),
    );
    const delays = shown
      .flatMap(({ iteration, shownAt }) => {
        const writtenAt = written.get(iteration);
        return writtenAt === undefined ? [] : [shownAt - writtenAt];
      })
      .sort((a, b) => a - b);
    assert.ok(delays.length >= 5, `only ${delays.length} new points within 5 s`);
    const median = delays[Math.floor(delays.length / 2)] ?? Number.NaN;
    const slowest = delays.at(-1) ?? Number.NaN;
    console.log(
      `      ${delays.length} updates in 5 s; shown after ${median.toFixed(0)} ms (median), ${slowest.toFixed(0)} ms (slowest)`,
    );
    assert.ok(median > 0 && median < 3000, `points are shown ${median} ms after they were written`);
  });
});
