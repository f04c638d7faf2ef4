// Carries what a person agreed to of a run over to the one that was just made of it.

import { rm } from 'node:fs/promises';
import { inPassing } from '../base/systemErrors.ts';
import type { Origin } from './frozenPart.ts';
import { agreementOnNew } from './madeHere.ts';

/**
 * Gives what `agreementOnNew` does. Where that throws, the new run is removed again: nobody has agreed to it, and it
 * holds nothing that `origin` does not.
 * @throws as `agreementOnNew` does
 */
export async function carryAgreement(
  made: string,
  origin: Origin,
  secret: Uint8Array | undefined,
): Promise<string | undefined> {
  try {
    return await agreementOnNew(made, origin, secret);
  } catch (error) {
    await inPassing(() => rm(made, { recursive: true, force: true }));
    throw error;
  }
}
