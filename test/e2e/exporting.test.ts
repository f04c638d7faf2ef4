// "Export…": runs that are selected in the run browser become a report that a browser opens.

import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { carryOutRun } from '../../src/trainer/carryOutRun.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { newRunOf, tinyExperiment } from '../unit/trainer/trainerFixture.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { pictureFolder } from './pages/workbench.ts';
import { useSession } from './support/session.ts';

describe('exporting runs', function () {
  this.timeout(120_000);
  const session = useSession();

  it('asks for a format and a place, and writes the runs that are selected', async () => {
    const { workbench, folder } = await session.open({ 'notes.txt': 'Runs lie beside this.' });
    for (const seed of [1, 2]) {
      const experiment = { ...tinyExperiment({ algorithm: { metaIterations: 40 } }), name: 'Told sine', seed };
      await carryOutRun(await newRunOf(folder, experiment, runsFolderOf(folder)));
    }
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.waitUntilTrusted();
    await runs.row(/seed 1/).click();
    await runs.row(/seed 2/).click({ modifiers: ['ControlOrMeta'] });
    await runs.choose(runs.row(/seed 2/), 'Export…');
    await workbench.quickPickRow('HTML').click();
    const report = path.join(folder, 'told.html');
    await workbench.nameNewFile(/Export/, report, 'OK');
    await workbench.notification(/2 runs were exported to .*told\.html/).waitFor({ timeout: 30_000 });
    await workbench.takePicture('exported');

    const browser = workbench.page.context().browser();
    assert.ok(browser);
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme, offline: true });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(report).href);
      await page.getByText('Told sine').first().waitFor();
      assert.ok((await page.locator('svg').count()) > 0);
      assert.deepEqual(asked, [pathToFileURL(report).href], 'nothing else is loaded');
      await page.screenshot({ path: path.join(pictureFolder, `report-${colorScheme}.png`), fullPage: true });
      await context.close();
    }
  });
});
