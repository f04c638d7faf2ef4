// `reptile-lab demo` in this process: the curve that it draws is of whatever the run is judged by.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from './cliFixture.ts';

/** Learns nothing in its two meta-iterations, but all of it is measured. */
const tinyControl = `{
  "name": "Tiny control",
  "task": { "kind": "navigation", "horizon": 5, "trajectories": 2, "queryTrajectories": 2 },
  "model": { "kind": "mlp", "hidden": [4] },
  "algorithm": {
    "metaIterations": 4, "metaBatch": 1, "innerSteps": 1, "innerOptimizer": { "kind": "sgd", "learningRate": 0.01 }
  },
  "evaluation": { "every": 2, "tasks": 2, "innerSteps": 1 }
}
`;

describe('reptile-lab demo', () => {
  const folder = useTemporaryFolder();

  async function demonstrate(experiment: string): Promise<string> {
    const file = path.join(folder(), 'experiment.reptile.json');
    await writeFile(file, experiment);
    const { terminal, output } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    assert.equal(await runCommandLine(['demo', file, '--workers', '1', '--tasks', '2'], context), 0);
    return output();
  }

  it('draws the loss of a regression, and the return of a policy', async () => {
    assert.match(await demonstrate(tinyExperiment), /^Loss on held-out tasks after adaptation\n *[\d.]+ /m);
    assert.match(await demonstrate(tinyControl), /^Return on held-out tasks after adaptation\n *-[\d.]+ /m);
  });
});
