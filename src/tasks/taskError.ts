// TaskError: why tasks cannot be made from what the experiment names, in words a person can act on.

/** `message` says what is wrong, with which file or setting, and what to do. */
export class TaskError extends Error {
  override readonly name: string = 'TaskError';
}
