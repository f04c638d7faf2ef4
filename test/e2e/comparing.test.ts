// Runs side by side in a tab of the editor: selected in the run browser, compared on the page, kept over a reload.

import assert from 'node:assert/strict';
import { compareRuns } from '../../src/evaluation/compareRuns.ts';
import { asTheExperimentSays } from '../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun } from '../../src/evaluation/openTrainedRun.ts';
import { carryOutRun } from '../../src/trainer/carryOutRun.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { newRunOf, tinyExperiment } from '../unit/trainer/trainerFixture.ts';
import { ComparePageObject } from './pages/comparePage.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('comparing runs', function () {
  this.timeout(240_000);
  const session = useSession();

  /** Two seeds of one experiment and another experiment; the last run alone is not measured. */
  async function makeRuns(folder: string): Promise<void> {
    const directories: string[] = [];
    for (const [seed, metaBatch] of [
      [1, 2],
      [2, 2],
      [1, 4],
    ] as const) {
      const experiment = tinyExperiment({ algorithm: { metaIterations: 40, metaBatch } });
      const directory = await newRunOf(folder, { ...experiment, name: 'Compared sine', seed }, runsFolderOf(folder));
      await carryOutRun(directory);
      directories.push(directory);
    }
    const measured = await Promise.all(directories.slice(0, 2).map((directory) => openTrainedRun(directory)));
    const settings = { ...asTheExperimentSays, tasks: 30 };
    const extent = { against: 'first', baselines: undefined, workers: 1, labels: new Map() } as const;
    for await (const comparison of compareRuns(measured, settings, extent)) assert.equal(comparison.tasks, 30);
  }

  it('shows curves, what differs and paired differences of the runs that are selected, after a reload, too', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    await makeRuns(folder);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row(/meta-batch 2.*seed 1/).click();
    for (const other of [/meta-batch 2.*seed 2/, /meta-batch 4/])
      await runs.row(other).click({ modifiers: ['ControlOrMeta'] });
    await runs.choose(runs.row(/meta-batch 4/), 'Open Compare Page');
    const page = new ComparePageObject(workbench.page);
    await page.heading.filter({ hasText: 'Comparing 3' }).waitFor();
    await page.chart(/^Held-out loss\. meta-batch 2 \(2 seeds\): /).waitFor();
    await page.chart(/^Training loss\. /).waitFor();
    await page.parameter('meta-batch').filter({ hasText: '4' }).waitFor();
    await page.saying(/^“meta-batch 2 · seed 2” .* on the same 30.tasks/).waitFor();
    await page.saying(/^“meta-batch 4.*”: there is no evaluation yet/).waitFor();
    await workbench.takePicture('comparing');
    await page.button('Show Differences').click();
    await workbench.tab('↔').waitFor();
    await workbench.takePicture('comparing-differences');
    await workbench.tab('Compare 3 Runs').click();
    await page.line('meta-batch 4').press('Enter');
    await page.hiddenLine('meta-batch 4').waitFor();
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    // The whole editor begins anew.
    await page.heading.filter({ hasText: 'Comparing 3' }).waitFor({ timeout: 90_000 });
    await page.hiddenLine('meta-batch 4').waitFor();
    await page.chart(/^Held-out loss\. meta-batch 2 \(2 seeds\): /).waitFor();
  });
});
