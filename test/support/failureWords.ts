// Why a run failed, as a terminal says it.

import type { FailureReason } from '../../src/runs/runFailure.ts';
import { describeFailure } from '../../src/words/describeFailure.ts';
import { untranslated } from '../../src/words/translate.ts';

/** Empty where there is no reason. */
export function failureWords(failure: FailureReason | null | undefined): string {
  return failure == null ? '' : describeFailure(failure, untranslated);
}

/** Undefined where an earlier version wrote the reason, and where there is none. */
export function codeOf(failure: FailureReason | null | undefined): string | undefined {
  return failure != null && 'code' in failure ? failure.code : undefined;
}
