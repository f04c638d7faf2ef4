// Whether what is started from a fork begins and goes on as the run did: an experiment file says of a file of weights
// alone what it begins with, and nothing of a run that was extended.

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Lookup } from '../base/cautiousLookup.ts';
import { sha256OfFile } from '../base/sha256InTurns.ts';
import { shellCommand, shellFamilyOf } from '../base/shellCommand.ts';
import { plainText } from '../base/shownText.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { readAnyFrozenExperiment } from '../runs/frozenExperiment.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { nameExtensions } from '../runs/runLabel.ts';
import { describeForkedBeginning, describeForkedExtension } from '../words/describeForkedBeginning.ts';
import type { Translate } from '../words/translate.ts';

/**
 * What a person should know of a fork, in lines; none where it begins as the run did.
 * @param lookUp of an absolute path: what may not be looked at is taken for what it was
 * @throws {ExperimentRefused}
 */
export async function otherBeginningOf(
  directory: string,
  manifest: Manifest,
  lookUp: (absolute: string) => Lookup,
  translate: Translate,
): Promise<readonly string[]> {
  const { initializedFrom: learned } = manifest;
  if (learned === null) return [];
  const { experiment } = await readAnyFrozenExperiment(directory, manifest);
  const named = isExternal(experiment) ? undefined : experiment.model.initialization;
  if (named !== undefined) {
    const file = path.resolve(path.dirname(locateExperiment(directory, manifest)), named);
    const found = lookUp(file);
    if (found === 'notLookedUp' || (found === 'there' && (await sha256Of(file)) === learned.fileSha256)) return [];
  }
  const run = plainText(path.basename(directory));
  const words = ['reptile-lab', 'train', 'FILE', '--initialize-from', `${path.basename(directory)}@0`];
  const command = shellCommand(words, shellFamilyOf(process.platform));
  const from = { ...learned, run: plainText(learned.run) };
  return describeForkedBeginning({ run, learned: from, namesOther: named !== undefined, command }, translate);
}

/** What a person should know of a fork of a run that was extended, in lines; none of any other. */
export function extensionOf(directory: string, manifest: Manifest, translate: Translate): readonly string[] {
  const extensions = nameExtensions(manifest);
  return extensions === undefined
    ? []
    : [describeForkedExtension(plainText(path.basename(directory)), extensions, translate)];
}

/** The text of an experiment file with the lines before it, as comments. */
export function withHead(text: string, lines: readonly string[]): string {
  return lines.map((line) => `// ${line}\n`).join('') + text;
}

/** Undefined of what is no file, or cannot be read. */
async function sha256Of(file: string): Promise<string | undefined> {
  try {
    return await sha256OfFile(await realpath(file), Number.POSITIVE_INFINITY);
  } catch {
    return undefined;
  }
}
