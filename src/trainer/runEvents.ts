// What carrying out a run tells its caller while it happens; the run directory holds the same.

import type { HeldOutSummary } from '../meta/evaluate.ts';
import type { Merit } from '../runs/figureOfMerit.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { LoadProgress } from '../tasks/loadOptions.ts';

export type RunProgress =
  /** The process has taken the run up. */
  | {
      readonly kind: 'started';
      readonly directory: string;
      readonly manifest: Manifest;
      readonly resumedAt: number | undefined;
    }
  /** The data are being read, where that takes long. */
  | { readonly kind: 'loading'; readonly progress: LoadProgress }
  /** Data and engine are ready; the next event is a meta-iteration. */
  | { readonly kind: 'training'; readonly manifest: Manifest }
  | {
      readonly kind: 'iteration';
      readonly iteration: number;
      readonly firstLoss: number;
      readonly lastLoss: number;
      readonly metaStepSize: number;
      readonly updateNorm: number;
      readonly iterationsPerSecond: number;
      readonly workerIdleShare: number;
    }
  | { readonly kind: 'evaluating'; readonly iteration: number; readonly finishedTasks: number; readonly tasks: number }
  | {
      readonly kind: 'evaluation';
      readonly iteration: number;
      readonly summary: HeldOutSummary;
      /** On tasks of training classes, where the experiment asks for it. */
      readonly trainingClasses: HeldOutSummary | undefined;
    }
  /** Another program trains, and has come so far; `merit` is what it is judged by, if it was measured yet. */
  | { readonly kind: 'step'; readonly iteration: number; readonly merit: Merit | undefined }
  | { readonly kind: 'checkpoint'; readonly iteration: number }
  | { readonly kind: 'state'; readonly state: Manifest['state'] }
  /** A newer checkpoint was damaged and an older one is used, for instance. */
  | { readonly kind: 'warning'; readonly message: string };

/** How carrying out a run ended. */
export interface RunOutcome {
  readonly state: 'completed' | 'stopped' | 'failed';
  readonly manifest: Manifest;
}
