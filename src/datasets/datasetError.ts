// Why a data set cannot be got or checked, in words a person can act on.

/** `message` says what happened, with which file or address, and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
