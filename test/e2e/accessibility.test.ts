// The panel in every kind of theme: found by nobody's eyes alone, but by the rules of WCAG, and a picture for those who
// look.

import assert from 'node:assert/strict';
import { digitsExperiment } from '../support/vscode/experiments.ts';
import { waitForNewRun } from '../support/vscode/runsOnDisk.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const themes = [
  { label: 'Dark Modern', kind: 'dark' },
  { label: 'Light Modern', kind: 'light' },
  { label: 'Dark High Contrast', kind: 'hcDark' },
  { label: 'Light High Contrast', kind: 'hcLight' },
] as const;

describe('the panel', function () {
  this.timeout(240_000);
  const session = useSession();

  it('breaks no rule of accessibility, running and stopped, in any theme', async () => {
    const { workbench, folder } = await session.open({ 'digits.reptile.json': digitsExperiment });
    const panel = new TrainingPanel(workbench.page);
    await workbench.page.setViewportSize({ width: 1440, height: 2000 });
    await workbench.openFile('digits.reptile.json');
    await workbench.runCommand('Reptile: Start Meta-Training');
    await waitForNewRun(folder);
    await panel
      .chart(/adaptation/i)
      .first()
      .waitFor();
    const found: string[] = [];
    for (const { label, kind } of themes) {
      await workbench.chooseTheme(label, kind);
      found.push(...(await findLastingViolations(panel)).map((violation) => `${label}, running: ${violation}`));
      await workbench.takePicture(`panel-${kind}`);
    }
    await panel.button('Stop').click();
    await panel.state.filter({ hasText: 'Stopped' }).waitFor();
    found.push(...(await findLastingViolations(panel)).map((violation) => `stopped: ${violation}`));
    assert.deepEqual(found, []);
  });
});

/** A theme's colours reach the page's controls one after another: what is gone a moment later was no violation. */
async function findLastingViolations(panel: TrainingPanel): Promise<readonly string[]> {
  const giveUpAt = performance.now() + 5000;
  for (;;) {
    const violations = await findViolations(await panel.pageFrame());
    if (violations.length === 0 || performance.now() > giveUpAt) return violations;
  }
}
