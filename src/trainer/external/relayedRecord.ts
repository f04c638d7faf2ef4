// relayed.json: how many of the figures that stand in a program's files were settled when its latest process began, each
// in the run's own events or withdrawn there; and whether that process has been seen to go on.

import * as z from 'zod';
import { readBounded } from '../../base/boundedFile.ts';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import type { RunHold } from '../../runs/runHold.ts';

const mostBytes = 1024;
const bounds = { depth: 2, values: 16, names: 16 };

const schema = z.object({
  formatVersion: z.literal(1),
  lines: z.int().min(0),
  events: z.int().min(0),
  isGoingOn: z.boolean().optional(),
});

/** So many figures from the beginning, by what tells them: JSON lines, TensorBoard's event files. */
export interface Settled {
  readonly lines: number;
  readonly events: number;
}

/** What was settled when the latest process began. */
export interface SettledBefore extends Settled {
  /** Whether nobody has seen yet where that process went on: none of its figures is in the run's events for certain. */
  readonly isGoingOn?: boolean | undefined;
}

/** Undefined where nothing is known: runs of earlier versions have no such file. */
export async function readSettled(directory: string): Promise<SettledBefore | undefined> {
  try {
    const bytes = await readBounded(runFiles(directory).relayed, mostBytes);
    return schema.safeParse(parseBoundedJson(bytes, bounds)).data;
  } catch {
    return undefined;
  }
}

/** @throws {LockLostError}, the system's error */
export async function writeSettled(hold: RunHold, { lines, events, isGoingOn }: SettledBefore): Promise<void> {
  const text = `${JSON.stringify({ formatVersion: 1, lines, events, isGoingOn })}\n`;
  const mayReplace = () => hold.assertHeld();
  await writeAtomically(runFiles(hold.directory).relayed, text, { durable: true, mayReplace });
}
