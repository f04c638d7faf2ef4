/** Writes images and labels of MNIST's test set into `folder`, which is there. */
export function packDigits(folder: string): Promise<void>;

/** As `src/tasks/gaps.ts` reads it. */
export function tellGaps(bytes: Uint8Array): Buffer;
