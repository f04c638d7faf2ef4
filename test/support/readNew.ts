// What a reader of event files tells in one call, as a list.

import type { EventReader } from '../../src/runs/eventReader.ts';
import type { EventUpdate } from '../../src/runs/eventUpdate.ts';

export async function readNew(reader: EventReader): Promise<EventUpdate[]> {
  const told: EventUpdate[] = [];
  await reader.read((updates) => told.push(...updates));
  return told;
}
