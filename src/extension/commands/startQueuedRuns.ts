// "Start Queued Run…": starts runs that nobody here has queued, once the person has seen what each of them executes.

import { l10n } from 'vscode';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { agreeToExecution } from './agreeToExecution.ts';
import { attemptEach } from './attemptEach.ts';
import { findTargets } from './runTargets.ts';

export async function startQueuedRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ directory }: RunRecord) => services.approvals.awaits(directory);
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to start'),
  });
  await attemptEach(runs, async ({ directory, manifest }) => {
    const agreed = await agreeToExecution({ directory, manifest }, 'start');
    if (agreed === undefined) return 'end';
    services.approvals.note([await services.launcher.submit(directory, { acceptsChangedData: false, agreed })]);
    services.log.info(`Started ${directory} because the person said so`);
    await services.index.lookAt(directory);
    return 'goOn';
  });
}
