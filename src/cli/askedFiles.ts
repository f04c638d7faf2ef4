// Files that a person asks for by name: nothing is overwritten unasked.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically, writeNew } from '../base/writeAtomically.ts';
import type { EncodedWeights } from '../engine/weights/weightFormats.ts';
import { CommandError, explained } from './failures.ts';
import { makeAskedFolder } from './makeFolder.ts';

/** @throws {CommandError} where something is there already, unless `force`, or it cannot be written */
export async function writeAskedFiles(target: string, asked: EncodedWeights, force: boolean): Promise<void> {
  await makeAskedFolder(path.dirname(path.resolve(target)));
  try {
    switch (asked.kind) {
      case 'file':
        await writeOne(target, asked.bytes, force);
        return;
      case 'folder':
        await makeFolder(target);
        for (const [name, content] of Object.entries(asked.files))
          await writeOne(path.join(target, name), content, force);
        return;
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw alreadyThere(target);
    throw explained(error, target);
  }
}

/**
 * A name without an ending gets that of what is written: no program opens it otherwise. @param extension undefined for a
 * folder
 */
export function withExtension(target: string, extension: string | undefined): string {
  const isNamed = path.extname(target) === '' && !/[/\\]$/.test(target);
  return extension !== undefined && isNamed ? `${target}.${extension}` : target;
}

/** Before anything is computed for it. @throws {CommandError} where something is there already */
export async function refuseExisting(target: string): Promise<void> {
  if ((await lookAtEntry(target)) !== undefined) throw alreadyThere(target);
}

export function alreadyThere(target: string): CommandError {
  return new CommandError(`${target} is already there. Choose another name, or overwrite it with --force.`);
}

function writeOne(file: string, content: string | Uint8Array, force: boolean): Promise<void> {
  return force ? writeAtomically(file, content) : writeNew(file, content);
}
