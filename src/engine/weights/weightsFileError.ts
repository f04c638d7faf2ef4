// What is wrong with a file of weights.

/** `message` says why the file cannot be used, without naming it and without a full stop. */
export class WeightsFileError extends Error {
  override readonly name = 'WeightsFileError';
}
