// What only our own trainer's runs have: parameters that can be measured.

import type { Manifest } from '../runs/manifest.ts';
import { CommandError } from './failures.ts';

/** @throws {CommandError} where another program trains the run */
export function refuseProgram({ manifest }: { readonly manifest: Manifest }): void {
  if (manifest.trainedBy.kind === 'reptileLab') return;
  throw new CommandError(
    `“${manifest.name}” is trained by a program of its own, whose checkpoints Reptile Lab cannot measure. Its figures are under “show” and “runs”.`,
  );
}
