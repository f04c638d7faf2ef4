// Thirty rows told apart: runs are starred, renamed, tagged, noted, coloured and archived from their rows, deleted and
// brought back, and cleaned up.

import assert from 'node:assert/strict';
import { listCheckpoints } from '../../src/runs/checkpoints.ts';
import { readMarks } from '../../src/runs/marks/marksFile.ts';
import { runWithCheckpoints } from '../support/runWithCheckpoints.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('runs in the run browser', function () {
  this.timeout(120_000);
  const session = useSession();

  it('are marked from their rows, and cleaned up after a question that says what goes', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const { page } = workbench;
    const directories: string[] = [];
    for (const seed of [1, 2, 3])
      directories.push(
        await runWithCheckpoints(runsFolderOf(folder), [0, 100, 200, 300], 100, { name: 'Sine sweep', seed }),
      );
    const [first = '', second = '', third = ''] = directories;
    const runs = new RunBrowser(page);
    await runs.open();
    const row = (directory: string) =>
      runs.row(directory === first ? /seed 1/ : directory === second ? /seed 2/ : /seed 3/);
    await row(first).waitFor();
    const input = page.locator('.quick-input-widget input.input');

    await runs.chooseWithin(row(first), 'Mark', 'Star or Unstar Run');
    await runs.chooseWithin(row(first), 'Mark', 'Rename Run');
    await input.fill('The good one');
    await page.keyboard.press('Enter');
    await runs.row(/★.*The good one/).waitFor();

    await runs.chooseWithin(runs.row('The good one'), 'Mark', 'Edit Tags of Run');
    await input.fill('table 2, ablation');
    await workbench.quickPickRow('Add table 2, ablation').waitFor();
    await workbench.takePicture('marks-tags');
    await page.keyboard.press('Enter');
    await waitFor('the tags', async () => (await readMarks(first)).addedTags.join() === 'table 2,ablation');

    await runs.chooseWithin(row(second), 'Mark', 'Set Colour of Run');
    await workbench.quickPickRow('Amber').waitFor();
    await workbench.takePicture('marks-colours');
    await workbench.quickPickRow('Amber').click();
    await waitFor('the colour', async () => (await readMarks(second)).colour === 'amber');

    await runs.chooseWithin(runs.row('The good one'), 'Mark', 'Edit Note of Run');
    await page.locator('.editor-instance .monaco-editor').first().waitFor();
    await page.keyboard.type('# Table 2\nSame seeds as the paper.');
    await page.keyboard.press('ControlOrMeta+s');
    await waitFor('the note', async () => (await readMarks(first)).note.includes('Same seeds'));

    await runs.chooseWithin(row(third), 'Mark', 'Archive or Unarchive Run');
    await row(third).waitFor({ state: 'detached' });
    await runs.row('The good one').hover();
    await page.locator('.monaco-hover').filter({ hasText: 'Same seeds as the paper.' }).waitFor();
    await workbench.takePicture('marks');

    await workbench.runCommand('Reptile: Clean Up Runs…');
    const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'Free' });
    await dialog.filter({ hasText: '3 checkpoints' }).waitFor();
    await workbench.takePicture('clean-up');
    await dialog.getByRole('button', { name: 'Clean Up' }).click();
    await workbench.notification(/Freed .* in 3 runs\./).waitFor();
    assert.deepEqual(await listCheckpoints(first), [300, 100, 0]);
  });
});
