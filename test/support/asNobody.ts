// Root may do everything: what the system refuses to others is tried as somebody who is nobody.

import { chown, readdir } from 'node:fs/promises';
import path from 'node:path';

const nobody = 65_534;

/** Does `work` as nobody, to whom everything in `folder` but `kept` belongs then; as it is where this is not root. */
export async function asNobody<Result>(
  folder: string,
  work: () => Promise<Result>,
  kept: readonly string[] = [],
): Promise<Result> {
  if (process.getuid?.() !== 0) return work();
  const entries = await readdir(folder, { recursive: true });
  for (const entry of ['', ...entries].map((name) => path.join(folder, name)))
    if (!kept.includes(entry)) await chown(entry, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
