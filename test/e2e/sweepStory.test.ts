// A sweep as a new user makes one: started from the dialog, read in the table by groups of seeds, its best run forked
// and extended, and the table taken into a paper.

import assert from 'node:assert/strict';
import { listRuns } from '../../src/runs/listRuns.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { failureWords } from '../support/failureWords.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { listRunDirectories, runsFolderOf, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { findRunsTable } from './pages/runsTable.ts';
import { StartDialog } from './pages/startDialog.ts';
import { useSession } from './support/session.ts';

const experiment = quickExperiment
  .replace('"metaIterations": 300', '"metaIterations": 40')
  .replace('"every": 100, "tasks"', '"every": 20, "tasks"');

describe('the story of a sweep', function () {
  this.timeout(600_000);
  const session = useSession({ settings: { 'reptileLab.maxConcurrentRuns': 4, 'reptileLab.openPanelOnStart': false } });

  it('goes from 3 learning rates, 4 meta-batches and 2 seeds to a fork and an extension of the best, and to LaTeX', async () => {
    const { workbench, folder } = await session.open({ 'sweep.reptile.json': experiment });
    const { page } = workbench;
    await workbench.openFile('sweep.reptile.json');
    await new ExperimentEditor(page).codeLens('Start with…').click();
    const dialog = new StartDialog(workbench);
    await dialog.set('algorithm.innerOptimizer.learningRate', '0.005,0.01,0.02');
    await dialog.set('algorithm.metaBatch', '1,2,3,4');
    await dialog.setSeeds('2');
    await dialog.start('a sweep of 24 runs').waitFor();
    await workbench.takePicture('story-1-dialog');
    await dialog.start('a sweep of 24 runs').click();
    const question = dialog.question('that is 24 runs?');
    await question.filter({ hasText: 'on this machine' }).waitFor({ timeout: 60_000 });
    await workbench.takePicture('story-2-question');
    await question.getByRole('button', { name: 'Start 24 Runs' }).click();

    const browser = new RunBrowser(page);
    await browser.open();
    await browser.row('queued').first().waitFor({ timeout: 60_000 });
    await workbench.takePicture('story-3-queue');
    const finished = await waitFor('24 completed runs', () => allCompleted(folder, 24), 400_000);

    await browser.pressTitle('Open Runs Table');
    const table = await findRunsTable(page);
    await table.status.filter({ hasText: '24 runs' }).waitFor();
    await workbench.takePicture('story-4-table');
    await table.groupBy('everything but the seed');
    await table.status.filter({ hasText: '24 runs in 12 groups' }).waitFor();
    await table.sortBy('loss', false);
    await waitFor('12 groups of two seeds', async () => (await table.line('2\u00a0seeds').count()) === 12);
    await workbench.takePicture('story-5-groups');
    const best = bestGroup(finished);
    await table.lines.first().click();
    await page.keyboard.press('ArrowRight');
    await waitFor('the runs of the best group', async () => (await table.lines.count()) === 14);
    assert.deepEqual((await table.column('runs')).slice(0, 3), [
      `${best[0] === undefined ? '' : settingOf(best[0])} 2 runs`,
      ...best.map(({ seed }) => `seed ${seed}`),
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await table.menuItem('Fork Experiment').waitFor();
    await workbench.takePicture('story-6-menu');

    await table.menuItem('Fork Experiment').click();
    await workbench.tab('run ↔ fork').waitFor();
    const fork = workbench.tab(/^sweep-fork\.reptile\.json/);
    await fork.and(page.locator('.dirty')).waitFor();
    await page
      .locator('.editor.modified .view-line')
      .filter({ hasText: /"metaBatch":/ })
      .last()
      .waitFor();
    await workbench.takePicture('story-7-fork');

    await workbench.tab('Runs').first().click();
    await table
      .line(/seed \d/)
      .first()
      .click({ button: 'right' });
    const before = await listRunDirectories(folder);
    await table.menuItem('Extend…').click();
    const more = page.locator('.quick-input-widget input.input');
    await page.locator('.quick-input-widget').filter({ hasText: 'Meta-iterations more than 40' }).waitFor();
    await workbench.takePicture('story-8-extend');
    await more.fill('20');
    await page.keyboard.press('Enter');
    const extended = await waitForNewRun(folder, before);
    const { metaIterations, seed } = await waitForRun(extended, 'completed', isCompleted, 60_000);
    assert.deepEqual([metaIterations, seed], [60, best[0]?.seed]);

    await table.status.filter({ hasText: '25 runs in 13 groups' }).waitFor();
    await table.grid.focus();
    await page.keyboard.press('Escape');
    await table.button('Copy').click();
    await table.menuItem('Copy as LaTeX').click();
    await table.spoken.filter({ hasText: 'Copied 13 rows.' }).waitFor();
    await workbench.takePicture('story-9-copied');
    const latex = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(latex, /\\toprule\n {2}runs & .*loss & seeds & \$\\pm\$ tasks.* \\\\\n/);
    const rows = latex.split('\\midrule\n')[1]?.split('\\bottomrule')[0]?.trim().split('\n') ?? [];
    assert.equal(rows.length, 13);
    assert.equal(rows.filter((row) => row.startsWith('2 & ') || row.trim().startsWith('2 & ')).length, 12);
  });
});

function isCompleted({ state }: Manifest): boolean {
  return state === 'completed';
}

async function allCompleted(folder: string, count: number): Promise<readonly Manifest[] | undefined> {
  const manifests = (await listRuns(runsFolderOf(folder))).flatMap((run) => (run.kind === 'run' ? [run.manifest] : []));
  const failed = manifests.find(({ state }) => state === 'failed');
  if (failed !== undefined) throw new Error(`A run failed: ${failureWords(failed.failure)}`);
  return manifests.length === count && manifests.every(isCompleted) ? manifests : undefined;
}

/** As labels say it. */
function settingOf({ overrides }: Manifest): string {
  const chosen = (key: string) => overrides.find((text) => text.startsWith(`${key}=`))?.split('=')[1];
  return `lr ${chosen('algorithm.innerOptimizer.learningRate')} · meta-batch ${chosen('algorithm.metaBatch')}`;
}

/** Runs of one setting whose mean loss is the least, the better seed first. */
function bestGroup(manifests: readonly Manifest[]): readonly Manifest[] {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const setting = manifest.overrides.filter((text) => !text.startsWith('seed=')).join();
    groups.set(setting, [...(groups.get(setting) ?? []), manifest]);
  }
  const lossOf = ({ latest }: Manifest) => latest?.loss ?? Number.NaN;
  const meanOf = (runs: readonly Manifest[]) => runs.reduce((sum, run) => sum + lossOf(run), 0) / runs.length;
  const [best = []] = [...groups.values()].sort((a, b) => meanOf(a) - meanOf(b));
  assert.deepEqual([groups.size, best.length], [12, 2]);
  return best.toSorted((a, b) => lossOf(a) - lossOf(b));
}
