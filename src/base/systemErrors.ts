// What the operating system says went wrong, recognised and put into words.

/** Whether `error` is a system error of this code, for instance `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Whether the operating system refused something, rather than the program being wrong. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';
}

/** The file or folder that the system names in its refusal. */
export function pathOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}

const passing: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ESTALE',
  'ETIMEDOUT',
]);

/**
 * The system's refusal, the error itself or its cause, that says nothing of what was asked for: in a moment, or once a
 * drive is back, it may be otherwise.
 */
export function passingFaultOf(error: unknown): Error | undefined {
  return systemErrorsIn(error).find(({ code }) => code !== undefined && passing.has(code));
}

/** Whether the system refused something, in its own words or in those of somebody who explains them. */
export function isOfTheSystem(error: unknown): boolean {
  return systemErrorsIn(error).length > 0;
}

function systemErrorsIn(error: unknown): readonly NodeJS.ErrnoException[] {
  return error instanceof Error ? [error, error.cause].filter(isSystemError) : [];
}

/**
 * Does what is done in passing, as clearing away: where the system refuses it, it is left, since nobody's work must fail
 * for it. Rejects with whatever is no refusal of the system.
 */
export async function inPassing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Any thrown value's message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
