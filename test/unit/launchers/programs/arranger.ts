// Stands in for a window or terminal whose person does this and that with a queue, drawn from a seed. Prints the runs
// whose trainers it started.

import { drawAtRandom } from '../../../../src/experiment/sweep/drawValues.ts';
import { LaunchError } from '../../../../src/launchers/launcher.ts';
import { LocalLauncher } from '../../../../src/launchers/localLauncher.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';

const [runsFolder = '', userFolder = '', script = '', seed = '', steps = ''] = process.argv.slice(2);

const launcher = new LocalLauncher({
  command: { program: process.execPath, script, environment: {} },
  askedBy: 'terminal',
  runsFolders: () => [runsFolder],
  mayStart: () => true,
  userFolder,
  places: () => 2,
  onError: (error) => console.error(error),
});

const count = Number(steps);
const deedAt = drawAtRandom(['poll', 'poll', 'toTop', 'hold', 'release', 'startNow'] as const, {
  count,
  seed: Number(seed),
  parameter: 0,
});
const positionAt = drawAtRandom(
  { from: 0, to: 1, scale: 'linear', integer: false },
  {
    count,
    seed: Number(seed),
    parameter: 1,
  },
);

for (let step = 0; step < count; step++) {
  const deed = deedAt(step);
  const runs = (await listRuns(runsFolder)).filter((listing) => listing.kind === 'run');
  const run = runs[Math.min(runs.length - 1, Math.floor(Number(positionAt(step)) * runs.length))];
  if (run === undefined) break;
  try {
    if (deed === 'toTop' || deed === 'hold' || deed === 'release') await launcher.arrange(run.directory, deed);
    const outcomes = deed === 'startNow' ? [await launcher.startNow(run.directory)] : await launcher.poll();
    for (const { kind, directory } of outcomes) if (kind === 'started') console.log(directory);
  } catch (error) {
    // Somebody else was faster, or the run has ended.
    if (!(error instanceof LaunchError)) throw error;
  }
}
