// Carries out what is asked of a training between two of its events: pause, continue, and checkpoints on request.

import type { MetaState } from '../meta/metaState.ts';
import type { EventWriter } from '../runs/eventWriter.ts';
import { type Manifest, mostAnswers } from '../runs/manifest.ts';
import type { ManifestWriter } from '../runs/manifestFile.ts';
import type { RunClock } from './runClock.ts';
import type { RunProgress } from './runEvents.ts';
import type { RunRecorder } from './runRecorder.ts';
import type { RunRequests } from './runRequests.ts';

/** Records how the run stands, together with the requests that were carried out. */
export function answerRequests(
  requests: RunRequests,
  manifest: ManifestWriter,
  changes: Partial<Manifest> = {},
): Promise<void> {
  return requests.answer((names) =>
    manifest.write({
      ...changes,
      answeredRequests: [...manifest.manifest.answeredRequests, ...names].slice(-mostAnswers),
    }),
  );
}

export interface ControlledParts {
  readonly requests: RunRequests;
  readonly manifest: ManifestWriter;
  readonly events: EventWriter;
  readonly clock: RunClock;
  readonly recorder: RunRecorder;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Carries out the waiting requests on a training that has come to `state`; returns when the training may go on. */
export async function obeyRequests(parts: ControlledParts, state: MetaState): Promise<void> {
  await saveIfWanted(parts, state);
  if (parts.requests.isPaused) await hold(parts, state);
  else await answerRequests(parts.requests, parts.manifest);
}

/** Holds the training until it is continued or stopped; checkpoints are saved meanwhile. */
async function hold(parts: ControlledParts, state: MetaState): Promise<void> {
  const { requests, manifest, events, clock, onProgress } = parts;
  clock.stop();
  await events.flush();
  await answerRequests(requests, manifest, { state: 'paused', activeSeconds: clock.activeSeconds });
  onProgress({ kind: 'state', state: 'paused' });
  while (requests.isPaused) {
    await requests.next();
    await saveIfWanted(parts, state);
    if (requests.isPaused) await answerRequests(requests, manifest);
  }
  clock.start();
  const next = requests.stopSignal.aborted ? 'stopping' : 'running';
  await answerRequests(requests, manifest, { state: next });
  onProgress({ kind: 'state', state: next });
}

async function saveIfWanted({ requests, recorder }: ControlledParts, state: MetaState): Promise<void> {
  if (requests.takeCheckpointRequest()) await recorder.save(state);
}
