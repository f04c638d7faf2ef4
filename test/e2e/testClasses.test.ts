// In the editor, a run that holds out validation classes is measured on the test classes of its data, after a question.

import assert from 'node:assert/strict';
import path from 'node:path';
import { randomStream } from '../../src/engine/random.ts';
import { listEvaluations } from '../../src/runs/evaluationsReader.ts';
import { classTree, writeTree } from '../support/imageData.ts';
import { finishedRun } from '../support/vscode/finishedRun.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('a run that was chosen on validation classes', function () {
  this.timeout(180_000);
  const session = useSession();

  it('is measured on test classes where the person says so', async () => {
    const { workbench: first, folder } = await session.open({ 'notes.txt': 'Data lie beside this.' });
    await first.page.close();
    const classes = ['train/a', 'train/b', 'train/c', 'val/d', 'val/e', 'test/f', 'test/g'];
    await writeTree(path.join(folder, 'data'), classTree(classes, 4, randomStream(1, 'split')));
    const text = JSON.stringify({
      name: 'Chosen',
      task: {
        kind: 'images',
        dataset: { source: 'folder', path: 'data', size: 6, evaluateOn: 'validation' },
        ...{ ways: 2, shots: 1, queries: 2, trainShots: 2 },
      },
      model: { kind: 'mlp', hidden: [4] },
      algorithm: { metaIterations: 4, innerOptimizer: { kind: 'adam' } },
      evaluation: { every: 4, tasks: 3 },
      engine: { workers: 1 },
    });
    const directory = await finishedRun(folder, 'chosen.reptile.json', text);

    const workbench = await session.openAgain(folder);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row('Chosen').waitFor();
    await runs.waitUntilTrusted();
    await runs.choose(runs.row('Chosen'), 'Evaluate Run');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await input.fill('6');
    await input.press('Enter');
    await workbench.quickPickOption('As the experiment says').click();
    const test = workbench.quickPickRow('Test classes');
    await test.waitFor();
    await workbench.takePicture('which-classes');
    await test.click();
    await workbench.quickPickRow('newest').click();
    const report = workbench.page
      .frameLocator('iframe.webview.ready[src*="vscode.markdown-language-features"]')
      .frameLocator('#active-frame');
    await report.getByText('Tasks are of the 2 test classes of the data').waitFor({ timeout: 60_000 });
    await workbench.takePicture('evaluated-on-test-classes');
    const [listing, ...others] = await listEvaluations(directory);
    assert.ok(listing?.kind === 'evaluation' && others.length === 0);
    const { dataset } = listing.evaluation.protocol.task;
    assert.ok(typeof dataset === 'object' && dataset !== null && 'evaluateOn' in dataset);
    assert.equal(dataset.evaluateOn, 'test');
  });
});
