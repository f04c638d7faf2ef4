// What changes the queue: start a waiting run now, let it start before all others, hold it or release it.

import { l10n } from 'vscode';
import { isLaunchedLocally } from '../../runs/runOrigin.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { attemptEach } from './attemptEach.ts';
import { findTargets } from './runTargets.ts';

export async function startNow(services: Services, called: unknown, selected: unknown): Promise<void> {
  await ofEach(services, called, selected, async ({ directory }) => {
    await services.launcher.startNow(directory);
  });
}

/** Of several, the first one ends up first. */
export async function moveToTop(services: Services, called: unknown, selected: unknown): Promise<void> {
  const order: RunRecord[] = [];
  await ofEach(services, called, selected, async (run) => void order.unshift(run));
  await attemptEach(order, async ({ directory }) => {
    await services.launcher.arrange(directory, 'toTop');
    await services.index.lookAt(directory);
    return 'goOn';
  });
}

/** Each that is held is released, and the others are held. */
export async function toggleHold(services: Services, called: unknown, selected: unknown): Promise<void> {
  await ofEach(services, called, selected, async ({ directory, manifest }) => {
    await services.launcher.arrange(directory, manifest.queuePlace?.isHeld === true ? 'release' : 'hold');
  });
}

async function ofEach(
  services: Services,
  called: unknown,
  selected: unknown,
  change: (run: RunRecord) => Promise<void>,
): Promise<void> {
  const runs = await findTargets(services, called, selected, {
    isEligible: (run) => isWaiting(run) && !services.approvals.has(run.directory),
    placeholder: l10n.t('Choose the waiting run'),
  });
  await attemptEach(runs, async (run) => {
    await change(run);
    await services.index.lookAt(run.directory);
    return 'goOn';
  });
}

function isWaiting({ state, manifest }: RunRecord): boolean {
  return state === 'queued' && isLaunchedLocally(manifest.launcher);
}
