// The line of progress while data are read: `decoding 20% … 12,000/60,000 images`.

import type { LoadProgress } from '../tasks/loadOptions.ts';
import type { Progress } from './progressLine.ts';

export function loadingLine({ doing, done, total, unit }: LoadProgress): Progress {
  return { label: doing, done, total, unit, speed: undefined, secondsLeft: undefined, note: unit };
}
