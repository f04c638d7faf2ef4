// The line of progress while data are read: `decoding 20% … 12,000/60,000 images`.

import type { LoadProgress } from '../tasks/loadOptions.ts';
import { activityWords } from '../words/describeLoading.ts';
import { untranslated } from '../words/translate.ts';
import type { LineProgress } from './progressLine.ts';

export function loadingLine({ activity, done, total }: LoadProgress): LineProgress {
  const { doing, unit } = activityWords(activity, untranslated);
  return { label: doing, done, total, unit, speed: undefined, secondsLeft: undefined, note: unit };
}
