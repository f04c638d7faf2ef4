// A run whose data have changed since it began: nothing is measured on others unless the person says so.

import assert from 'node:assert/strict';
import { listEvaluations } from '../../src/runs/evaluationsReader.ts';
import { changingData, experimentOn } from '../support/changingData.ts';
import { finishedRun } from '../support/vscode/finishedRun.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('a run whose data have changed', function () {
  this.timeout(120_000);
  const session = useSession();

  it('is evaluated where the person accepts it, and the report says so', async () => {
    const [, texts] = changingData;
    assert.ok(texts !== undefined);
    const { workbench: first, folder } = await session.open({ 'notes.txt': 'Data lie beside this.' });
    await first.page.close();
    await texts.write(folder);
    const text = JSON.stringify({ ...experimentOn(texts, 4), name: 'Changing texts' }, null, 2);
    const directory = await finishedRun(folder, 'texts.reptile.json', text);
    await texts.alter(folder, 'c1');

    const workbench = await session.openAgain(folder);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row('Changing texts').waitFor();
    await runs.waitUntilTrusted();
    await runs.choose(runs.row('Changing texts'), 'Evaluate Run');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await input.fill('6');
    await input.press('Enter');
    await workbench.quickPickOption('As the experiment says').click();
    await workbench.quickPickRow('newest').click();
    const goOn = workbench.page.getByRole('button', { name: 'Go On With Changed Data' });
    const refusal = workbench.notification(/c1/).filter({ has: goOn });
    await refusal.waitFor({ timeout: 60_000 });
    await workbench.takePicture('changed-data');
    assert.deepEqual((await listEvaluations(directory)).length, 0);
    await refusal.getByRole('button', { name: 'Go On With Changed Data' }).click();
    const report = workbench.page
      .frameLocator('iframe.webview.ready[src*="vscode.markdown-language-features"]')
      .frameLocator('#active-frame');
    await report
      .getByText(/changed: .c1/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench.takePicture('evaluated-on-changed-data');
    assert.deepEqual((await listEvaluations(directory)).length, 1);
  });
});
