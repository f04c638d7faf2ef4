// How a program that trains has failed.

import type { RunFailure } from '../../runs/runFailure.ts';

export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
  readonly failure: RunFailure;

  constructor(failure: RunFailure) {
    super('The program that trains the run has failed.');
    this.failure = failure;
  }
}
