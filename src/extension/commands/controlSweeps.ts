// "Pause All", "Continue All" and "Stop All" of a sweep: of those at work, and of those that wait.

import { l10n } from 'vscode';
import { addTo } from '../../base/addTo.ts';
import { controlGroup, type GroupRequest } from '../../launchers/sweeps/controlGroup.ts';
import { isEnded } from '../../runs/runState.ts';
import { agreeTo, showError } from '../doors/messages.ts';
import { withViewProgress } from '../doors/progress.ts';
import { chooseOne } from '../doors/questions.ts';
import { viewIds } from '../editor/contributions.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';

/** @param called the id of a group, a run of it, or its row in the run browser; otherwise the person is asked */
export async function controlSweep(services: Services, request: GroupRequest, called: unknown): Promise<void> {
  const runs = await findSweep(services, called);
  const open = runs.filter(({ state }) => !isEnded(state));
  if (open.length === 0) return;
  if (request === 'stop' && !(await agreeToStop(open))) return;
  const { problems } = await withViewProgress(viewIds.runs, () => controlGroup(open, request, services.launcher));
  await Promise.all(open.map(({ directory }) => services.index.lookAt(directory)));
  const [first] = problems;
  if (first !== undefined) showError(first);
}

async function findSweep({ index, tree }: Services, called: unknown): Promise<readonly RunRecord[]> {
  const all = index.all();
  if (typeof called === 'string') {
    const row = new Set(tree.runsOfGroup(called));
    if (row.size > 0) return all.filter(({ directory }) => row.has(directory));
    const id = all.find(({ directory }) => directory === called)?.manifest.group?.id ?? called;
    return all.filter(({ manifest }) => manifest.group?.id === id);
  }
  const open = new Map<string, RunRecord[]>();
  for (const run of all) {
    const { group } = run.manifest;
    if (group === null || isEnded(run.state)) continue;
    addTo(open, group.id, run);
  }
  const [only, ...others] = open.values();
  if (only === undefined || others.length === 0) return only ?? [];
  const rows = [...open].map(([id, runs]) => ({
    value: runs,
    label: runs[0]?.manifest.group?.name ?? id,
    detail: id,
    description:
      runs.length === 1 ? l10n.t('1 run at work or waiting') : l10n.t('{0} runs at work or waiting', runs.length),
  }));
  return (await chooseOne(rows, { placeHolder: l10n.t('Choose the sweep') })) ?? [];
}

function agreeToStop(open: readonly RunRecord[]): Promise<boolean> {
  const waiting = open.filter(({ state }) => state === 'queued').length;
  const question =
    open.length === 1 ? l10n.t('Stop 1 run of this sweep?') : l10n.t('Stop {0} runs of this sweep?', open.length);
  const detail = l10n.t(
    'Of those at work ({0}), a checkpoint is saved; those that wait ({1}) leave the queue. All can be resumed.',
    open.length - waiting,
    waiting,
  );
  return agreeTo(l10n.t('Stop All'), question, detail);
}
