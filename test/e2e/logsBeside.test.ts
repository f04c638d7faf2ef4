// Logs of other programs beside a run of ours: marked from their rows, with the menu of what can be done with them, and on
// one compare page.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { drawSeries, type OtherFormat, writeRun } from '../support/otherPrograms.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ComparePageObject } from './pages/comparePage.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

const formats: readonly OtherFormat[] = ['dvclive', 'mlflow', 'wandb'];

describe('logs of other programs beside a run of ours', function () {
  this.timeout(180_000);
  const session = useSession({
    settings: { 'reptileLab.logFolders': ['logs'], 'reptileLab.openPanelOnStart': false },
  });

  it('are marked from their rows, and drawn on one compare page', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const { page } = workbench;
    const logs = path.join(folder, 'logs');
    for (const [place, format] of formats.entries())
      await writeRun(path.join(logs, `${format}-run`), format, drawSeries(xoroshiro128plus(place), 40));
    const before = await readdir(logs, { recursive: true });
    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand('Reptile: Start Meta-Training');
    const ours = await waitForNewRun(folder);
    await waitForRun(ours, 'complete', ({ state }) => state === 'completed');
    const runs = new RunBrowser(page);
    await runs.open();
    const row = (name: string) => runs.row(name);
    // MLflow and W&B name their runs, and alike: what only one of them has tells that one apart.
    const [first, others] = [row('dvclive-run'), runs.row(/ · (?:a[A-Z]|model\/layers)/)];
    await first.waitFor();
    await waitFor('the logs of all programs', async () => (await others.count()) === 2);

    await first.click({ button: 'right' });
    const menu = page.locator('.monaco-menu .action-item');
    await menu.filter({ hasText: 'Mark' }).waitFor();
    const offered = await menu.allInnerTexts();
    assert.ok(!offered.some((text) => /Extend|Continue From|Evaluate|Run Again|Delete/.test(text)), offered.join());
    await workbench.takePicture('logs-menu');
    await page.keyboard.press('Escape');
    await runs.chooseWithin(first, 'Mark', 'Star or Unstar Run');
    await runs.row(/★.*dvclive-run/).waitFor();
    await runs.chooseWithin(first, 'Mark', 'Edit Note of Run');
    await workbench.tab(/dvclive-run/).waitFor();
    await page.locator('.editor-instance .monaco-editor').first().waitFor();
    await page.keyboard.type('Learned on other data.');
    await page.keyboard.press('ControlOrMeta+s');
    await waitFor('the note', async () => {
      await page.mouse.move(0, 0);
      await first.hover();
      const hover = page.locator('.monaco-hover').filter({ hasText: 'Learned on other data.' });
      return hover.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });

    await row('Quick sine').click();
    await row('dvclive-run').click({ modifiers: ['ControlOrMeta'] });
    for (const place of [0, 1]) await others.nth(place).click({ modifiers: ['ControlOrMeta'] });
    await runs.choose(row('dvclive-run'), 'Open Compare Page');
    const compare = new ComparePageObject(page);
    await compare.heading.filter({ hasText: 'Comparing 4' }).waitFor();
    const logged = compare.chart(/^val\/acc\. .*dvclive-run/);
    await waitFor('a line of each log', async () => {
      const said = (await logged.getAttribute('aria-label')) ?? '';
      return /dvclive-run/.test(said) && /\ba · model\/layers 3/.test(said) && /\ba: /.test(said);
    });
    await logged.scrollIntoViewIfNeeded();
    await workbench.takePicture('logs-beside');
    assert.deepEqual(await readdir(logs, { recursive: true }), before);
  });
});
