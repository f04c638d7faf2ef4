// Why a file or folder of a run is not read, in codes with their parameters, and in words.

import { describeOutsized, type OutsizedJson, OutsizedJsonError } from '../base/boundedJson.ts';
import { type Crowd, describeCrowd } from '../base/crowd.ts';
import { describeSystemFault, type SystemFault, systemFaultOf } from '../base/explainSystemError.ts';
import { describeRefusal, type RefusedFile, RefusedFileError } from '../base/refusedFile.ts';
import { messageOf } from '../base/systemErrors.ts';
import { type Translate, untranslated } from '../base/translate.ts';

export type FileProblem =
  | ({ readonly code: 'refused' } & RefusedFile)
  | { readonly code: 'system'; readonly file: string; readonly fault: SystemFault }
  /** `text`: what was thrown. */
  | { readonly code: 'thrown'; readonly file: string; readonly text: string }
  /** What whoever reads it says, which names the file. */
  | { readonly code: 'said'; readonly text: string }
  | ({ readonly code: 'outsized'; readonly file: string } & OutsizedJson)
  | ({ readonly code: 'crowd' } & Crowd)
  /** Its name is not UTF-8. */
  | { readonly code: 'misnamed'; readonly file: string }
  /** `notLookedInto`: `file` is a run's folder, which `MayLookInto` refuses. */
  | { readonly code: 'newer' | 'notLookedInto' | 'notJson' | 'notOpened' | 'otherSum'; readonly file: string }
  /** `where`: dotted keys; of an odd value empty for all of the file. */
  | { readonly code: 'otherShape' | 'oddValue'; readonly file: string; readonly where: string };

/** Of whatever reading the file throws. */
export function fileProblemOf(file: string, error: unknown): FileProblem {
  if (error instanceof RefusedFileError) {
    const { refusal, limitBytes } = error;
    return { code: 'refused', file: error.file, refusal, limitBytes };
  }
  if (error instanceof OutsizedJsonError) return { code: 'outsized', file, holds: error.holds, most: error.most };
  const fault = systemFaultOf(error);
  if (fault !== undefined) return { code: 'system', file, fault };
  const text = messageOf(error);
  return text.includes(file) ? { code: 'said', text } : { code: 'thrown', file, text };
}

/** Whether the system kept it from being read: that may be over the next time though the file is the same. */
export function isPassing({ code }: FileProblem): boolean {
  return code === 'system' || code === 'thrown' || code === 'notOpened';
}

/** One or two sentences that name the file. In English what explains itself is left as it is. */
export function explainReadFailure(file: string, error: unknown): string {
  return describeFileProblem(fileProblemOf(file, error), untranslated);
}

/** One or two sentences that name the file. */
export function describeFileProblem(problem: FileProblem, translate: Translate): string {
  switch (problem.code) {
    case 'refused':
      return describeRefusal(problem, translate);
    case 'system':
      return describeSystemFault(problem.fault, problem.file, translate);
    case 'thrown':
      return translate('{0} cannot be read: {1}', problem.file, problem.text);
    case 'said':
      return problem.text;
    case 'outsized':
      return describeOutsized(problem.file, problem, translate);
    case 'crowd':
      return describeCrowd(problem, translate);
    case 'misnamed':
      return translate('{0} cannot be opened: its name is not in UTF-8. Rename it.', problem.file);
    case 'newer':
      return translate('{0} was written by a newer Reptile Lab.', problem.file);
    case 'notLookedInto':
      return translate(
        '{0} is not looked at: it lies behind a link, or outside of the folders of this window, and the workspace is not trusted. Trust the workspace to see the run.',
        problem.file,
      );
    case 'notJson':
      return translate('{0} is damaged: it is not JSON.', problem.file);
    case 'notOpened':
      return translate('{0} cannot be opened.', problem.file);
    case 'otherSum':
      return translate('{0} is damaged: it does not match its own checksum.', problem.file);
    case 'otherShape':
      return translate('{0} is damaged: {1} is missing or not what it should be.', problem.file, problem.where);
    case 'oddValue':
      return problem.where === ''
        ? translate('{0} is damaged: it is not what it should be.', problem.file)
        : translate('{0} is damaged: {1} is not what it should be.', problem.file, problem.where);
  }
}
