// An experiment file while it is written: squiggles, problems, quick fixes, and starting from the file itself.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

describe('writing an experiment', function () {
  this.timeout(90_000);
  const session = useSession();

  it('underlines a mistake as it is typed, lists it under Problems, and corrects it', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const editor = new ExperimentEditor(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await editor.codeLens('Start Meta-Training').waitFor();
    await editor.placeCursorBehind('"innerStep');
    await workbench.page.keyboard.press('Delete');
    await editor.errorSquiggles.first().waitFor();
    const problems = await editor.openProblems((title) => workbench.runCommand(title));
    await problems.filter({ hasText: 'Did you mean "innerSteps"?' }).waitFor();
    await workbench.takePicture('problems');

    await workbench.openFile('quick.reptile.json');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page
      .locator('.action-widget .action-item, .action-widget .monaco-list-row')
      .filter({ hasText: 'Change to "innerSteps"' })
      .click();
    await editor.errorSquiggles.first().waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+S');
    const file = path.join(folder, 'quick.reptile.json');
    await waitFor('the corrected file', async () => (await readFile(file, 'utf8')) === quickExperiment);
  });

  it('explains the kind that is chosen, and shows what is wrong beside a syntax error', async () => {
    const text = quickExperiment.replace('"kind": "sgd"', '"kind": "adam"');
    const { workbench } = await session.open({ 'quick.reptile.json': text });
    const editor = new ExperimentEditor(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await editor.codeLens('Start Meta-Training').waitFor();
    await editor.placeCursorBehind('"kind": "ad');
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('Control+I');
    const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'Adam' });
    await hover.waitFor();
    await workbench.takePicture('hover-on-a-kind');
    assert.doesNotMatch((await hover.textContent()) ?? '', /[Gg]radient descent/);
    await workbench.page.keyboard.press('Escape');

    await editor.placeCursorBehind('"innerStep');
    await workbench.page.keyboard.press('Delete');
    await editor.placeCursorBehind('"seed": 7');
    await workbench.page.keyboard.press('Delete');
    const problems = await editor.openProblems((title) => workbench.runCommand(title));
    await problems.filter({ hasText: 'Did you mean "innerSteps"?' }).waitFor();
    await problems.filter({ hasText: /comma/i }).first().waitFor();
    await workbench.takePicture('problems-beside-a-syntax-error');
  });

  it('starts from the line above the file and shows the run to its end', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const editor = new ExperimentEditor(workbench.page);
    const panel = new TrainingPanel(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await editor.codeLens('Start Meta-Training').click();
    await panel.state.filter({ hasText: 'Completed' }).waitFor();
    assert.equal(await panel.shownIteration(), 300);
    await waitForRun(await waitForNewRun(folder), 'completed', ({ state }) => state === 'completed');
    await editor.codeLens(/1 run · latest/).waitFor();
    await workbench.takePicture('completed');
  });
});
