// What a run is set beside while it trains: classical methods of its domain, and tasks of the training classes.

import { digitsExperiment } from '../support/vscode/experiments.ts';
import { waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const experiment = digitsExperiment
  .replace('"metaIterations": 20000', '"metaIterations": 10')
  .replace('"evaluation": { "every": 25,', '"evaluation": { "every": 5, "baselines": true, "trainingClasses": true,');

describe('beside the held-out figures of a run', function () {
  this.timeout(120_000);
  const session = useSession();

  it('stand what a classical method achieves on the same tasks, and tasks of the training classes', async () => {
    const { workbench, folder } = await session.open({ 'beside.reptile.json': experiment });
    const panel = new TrainingPanel(workbench.page);
    await workbench.openFile('beside.reptile.json');
    await workbench.runCommand('Reptile: Start Meta-Training');
    const directory = await waitForNewRun(folder);
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    await panel.state.filter({ hasText: 'Completed' }).waitFor();
    const section = panel.frame.getByRole('region', { name: /held-out/i }).first();
    await section
      .getByText(/nearest neighbour/i)
      .first()
      .waitFor();
    await section
      .getByText(/training classes/i)
      .first()
      .waitFor();
    await section.scrollIntoViewIfNeeded();
    await workbench.takePicture('beside-held-out');
  });
});
