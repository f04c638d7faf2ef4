// Why a run failed, in codes with their parameters: what `run.json` keeps, and what `src/words/` puts into words.

import * as z from 'zod';
import { systemFaults } from '../base/explainSystemError.ts';
import { fileRefusals } from '../base/refusedFile.ts';
import { filePath, word } from './manifestCodes.ts';
import { dataChangesSchema } from './storedChanges.ts';

/** What a failed run says of itself at most, in characters: whatever a user's module throws is cut to it. */
export const longestFailure = { text: 20_000, detail: 40_000 };

/** Somebody else's words, or those of whoever refused to go on: they say what happened, why, and what to do. */
const text = z.string().transform((words) => words.slice(0, longestFailure.text));

/** Who refused to go on, and says why. */
export const refusers = ['checkpoint', 'data', 'engine', 'experiment', 'initialization', 'model'] as const;

/** What the system refused; `text` is what it said. */
export const shortages = [
  'diskFull',
  'quotaUsedUp',
  'fileTooLarge',
  'readOnlyDisk',
  'notPermitted',
  'fileInPlaceOfFolder',
  'fileMissing',
  'tooManyFiles',
  'workerOutOfMemory',
  'outOfMemory',
] as const;

/** How a process ended; without a code where nobody knows. */
const processEnd = z.object({ exitCode: z.int().nullable() }).or(z.object({ signal: word }));

const failureReason = z.union([
  z.object({ code: z.literal('diverged'), iteration: z.int().min(0) }),
  z.object({
    code: z.literal('changedData'),
    of: z.enum(['classes', 'module', 'none']),
    changes: dataChangesSchema,
  }),
  z.object({ code: z.enum(refusers), text }),
  z.object({
    code: z.literal('refusedFile'),
    file: filePath,
    refusal: z.enum(fileRefusals),
    limitBytes: z.number().min(0).optional(),
  }),
  /** The names in the folder cannot be had. */
  z.object({ code: z.literal('unlistedFolder'), folder: filePath, fault: z.enum(systemFaults) }),
  z.object({ code: z.enum(shortages), text }),
  /** The run's directory was deleted or moved under it. */
  z.object({ code: z.literal('directoryGone'), directory: filePath }),
  /** Before it began. */
  z.object({ code: z.literal('trainerEnded'), end: processEnd }),
  z.object({ code: z.literal('trainerNeverCame') }),
  z.object({ code: z.literal('trainerNotStarted'), program: filePath, text }),
  /** Of a program that is not ours. `text`: what it said last. */
  z.object({ code: z.literal('programEnded'), end: processEnd, text }),
  /** Since whoever started it looked at its files. It was not executed. */
  z.object({ code: z.literal('programChanged') }),
  z.object({ code: z.literal('programMissing'), program: filePath }),
  z.object({ code: z.literal('programNotStarted'), program: filePath, text }),
  z.object({ code: z.literal('programSilent'), seconds: z.number().min(0) }),
  /** `text`: what was thrown. */
  z.object({ code: z.literal('unexpected'), text }),
]);

const detail = z
  .string()
  .transform((lines) => lines.slice(0, longestFailure.detail))
  .optional();

/** As earlier versions wrote it. */
const failureInWords = z.object({
  message: text,
  cause: z.enum(['divergence', 'changedData']).optional().catch(undefined),
});

/** A run is shown without, and a code of another version is as good as none. `detail` is for the log and bug reports. */
export const failureIfKnown = failureReason.or(failureInWords).and(z.object({ detail })).nullable().catch(null);

/** Why a run failed, as far as that is shown to people. */
export type FailureReason = z.output<typeof failureReason> | z.output<typeof failureInWords>;
export type RunFailure = NonNullable<z.output<typeof failureIfKnown>>;
export type ProcessEnd = z.output<typeof processEnd>;
export type Refuser = (typeof refusers)[number];
export type Shortage = (typeof shortages)[number];

const askForCorrection: ReadonlySet<string> = new Set<Refuser>(['data', 'experiment', 'initialization', 'model']);

/** Whether what failed is to be put right in the experiment's file, or where that says that data lie. */
export function isPutRightInFile(failure: FailureReason): boolean {
  return 'code' in failure && askForCorrection.has(failure.code);
}
