// Files of weights that a person names for a command.

import { readWeightFile, type WeightFile, WeightFileRefused } from '../engine/weights/weightFile.ts';
import { CommandError } from './failures.ts';

/** As `readWeightFile` of a file that the person names. @throws {CommandError} that says what is wrong with it */
export async function readNamedWeights(file: string): Promise<WeightFile> {
  try {
    return await readWeightFile(file);
  } catch (error) {
    throw error instanceof WeightFileRefused ? new CommandError(error.message) : error;
  }
}
