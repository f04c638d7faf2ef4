// "Start Queued Run…": starts runs that nobody here has queued, once the person has seen what each of them executes.

import { l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { executionOf } from '../../runs/executionOf.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { agreeTo } from '../messages.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { findTargets } from './runTargets.ts';

/** A path may be as long as this on most systems. */
const longestLine = 4096;

export async function startQueuedRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ directory }: RunRecord) => services.approvals.has(directory);
  const runs = await findTargets(services, called, selected, { isEligible, placeholder: l10n.t('Choose the run to start') });
  for (const { directory, manifest } of runs) {
    if (!(await isAgreed({ directory, manifest }))) return;
    services.approvals.note([await services.launcher.submit(directory)]);
    services.log.info(`Started ${directory} because the person said so`);
    await services.index.lookAt(directory);
  }
}

async function isAgreed({ directory, manifest }: Pick<RunRecord, 'directory' | 'manifest'>): Promise<boolean> {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const { taskModule, engineFolder, data } = executionOf(directory, manifest, experiment);
  const own = taskModule === undefined && engineFolder === undefined;
  const lines = [
    taskModule === undefined ? undefined : l10n.t('Executes the module {0}', taskModule),
    engineFolder === undefined ? undefined : l10n.t('May execute the TensorFlow.js in {0}', engineFolder),
    own ? l10n.t('Executes no program of its own.') : l10n.t('A program can do everything that you can.'),
    ...data.map((place) => l10n.t('Reads data in {0}', place)),
    l10n.t('Folder of the run: {0}', directory),
  ];
  const question = l10n.t('Start the run “{0}”, which was not queued by you on this machine?', experiment.name);
  const detail = lines
    .filter((line) => line !== undefined)
    // A line break in the name of a folder must not forge a line of what is agreed to.
    .map((line) => plainText(line, longestLine))
    .join('\n\n');
  return agreeTo(l10n.t('Start'), question, detail);
}
