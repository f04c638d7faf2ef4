// What cannot be read of a run, as a terminal says it.

import { untranslated } from '../../src/base/translate.ts';
import { describeNotice, type RunNotice } from '../../src/runs/runNotice.ts';

/** Empty where there is no notice. */
export function noticeWords(notice: RunNotice | undefined): string {
  return notice === undefined ? '' : describeNotice(notice, untranslated);
}

/** A notice in words of one's own. */
export function noticeOf(text: string): RunNotice {
  return { of: 'file', problem: { code: 'said', text } };
}
