// Reads experiment files: bytes from the disk, text, experiment and problems.

import { open } from 'node:fs/promises';
import path from 'node:path';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import type { Experiment } from '../experiment/schema.ts';
import { readExperimentFile } from '../experiment/sweep/readExperimentFile.ts';
import { checksFrom } from '../launchers/namedWeights.ts';
import { explained } from './failures.ts';
import { type ReportedProblem, reportProblem } from './problems.ts';

/** Far more than any experiment file; what is longer is refused without being read whole. */
const longestRead = 8 * 1024 * 1024;

export type SourceText =
  | { readonly kind: 'text'; readonly bytes: Uint8Array; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: ReportedProblem };

export interface CheckedSource {
  /** Defined exactly when no problem is an error. */
  readonly experiment: Experiment | undefined;
  readonly problems: readonly ReportedProblem[];
}

/** The bytes of `file`, and its text without a byte order mark. @throws {CommandError} when the file cannot be read */
export async function readSourceText(file: string): Promise<SourceText> {
  const bytes = await readSourceBytes(file);
  const decoded = decodeExperimentText(bytes);
  return decoded.kind === 'text'
    ? { ...decoded, bytes }
    : { kind: 'refused', problem: reportProblem(file, decoded.problem) };
}

/**
 * Reads an experiment's text, whose relative paths start at the folder of `file`. Places on other hosts are not looked
 * for.
 */
export function checkSource(text: string, file: string): CheckedSource {
  const folder = path.dirname(path.resolve(file));
  const { experiment, problems } = readExperimentFile(text, checksFrom(folder));
  return { experiment, problems: problems.map((problem) => reportProblem(file, problem)) };
}

/** The bytes of `file`, of one far too long the beginning. @throws {CommandError} when it cannot be read */
export async function readSourceBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = new Uint8Array(longestRead);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explained(error, file);
  }
}
