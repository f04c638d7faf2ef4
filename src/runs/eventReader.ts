// Reads a run's event files from where it stopped the last time: only new bytes are read, only new figures told.

import { open } from 'node:fs/promises';
import path from 'node:path';
import { listEventFiles } from './eventFiles.ts';
import { unframeRecords } from './eventRecords.ts';
import { decodeEvent, type RunEvent } from './events.ts';

/** One measured figure. */
export interface Figure {
  readonly tag: string;
  readonly iteration: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

export type EventUpdate =
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  /** The run was continued from a checkpoint: figures from this iteration on, told so far, do not count any more. */
  | { readonly kind: 'withdrawn'; readonly fromIteration: number }
  /** The rest of this file cannot be read. Told once. */
  | { readonly kind: 'damaged'; readonly file: string; readonly position: number };

interface FilePosition {
  readonly name: string;
  position: number;
  /** Nothing more will come: it is damaged, or a later file exists and this one was read to its end. */
  finished: boolean;
}

/** Records are far shorter, and a file is read in few pieces. */
const chunkBytes = 1 << 22;

export class EventReader {
  readonly #directory: string;
  readonly #files: FilePosition[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What came since the last call, in the order in which it was written. Throws the system's error when the directory cannot be read. */
  async read(): Promise<EventUpdate[]> {
    for (const name of await listEventFiles(this.#directory)) {
      if (!this.#files.some((file) => file.name === name)) this.#files.push({ name, position: 0, finished: false });
    }
    const updates: GatheredUpdate[] = [];
    for (const [index, file] of this.#files.entries()) {
      if (file.finished) continue;
      await this.#readFile(file, updates);
      if (index < this.#files.length - 1) file.finished = true;
    }
    return updates;
  }

  async #readFile(file: FilePosition, updates: GatheredUpdate[]): Promise<void> {
    const fullName = path.join(this.#directory, file.name);
    const handle = await open(fullName, 'r');
    try {
      const { size } = await handle.stat();
      let bufferBytes = chunkBytes;
      while (file.position < size) {
        const buffer = new Uint8Array(Math.min(bufferBytes, size - file.position));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, file.position);
        const readUpTo = file.position + bytesRead;
        const { records, consumed, damaged } = unframeRecords(buffer.subarray(0, bytesRead));
        for (const record of records) addEvent(decodeEvent(record), updates);
        file.position += consumed;
        if (damaged) {
          file.finished = true;
          updates.push({ kind: 'damaged', file: fullName, position: file.position });
          return;
        }
        if (bytesRead === 0 || readUpTo >= size) return;
        if (consumed === 0) bufferBytes *= 2;
      }
    } finally {
      await handle.close();
    }
  }
}

/** Updates under construction: figures of one run of records are gathered in one update. */
type GatheredUpdate = Exclude<EventUpdate, { kind: 'figures' }> | { readonly kind: 'figures'; readonly figures: Figure[] };

function addEvent(event: RunEvent, updates: GatheredUpdate[]): void {
  switch (event.kind) {
    case 'sessionStart':
      updates.push({ kind: 'withdrawn', fromIteration: event.iteration });
      return;
    case 'scalars': {
      const { iteration, wallTime } = event;
      let gathered = updates.at(-1);
      if (gathered?.kind !== 'figures') {
        gathered = { kind: 'figures', figures: [] };
        updates.push(gathered);
      }
      for (const { tag, value } of event.scalars) gathered.figures.push({ tag, iteration, value, wallTime });
      return;
    }
    case 'fileVersion':
    case 'other':
      return;
  }
}

/** Every figure that counts, by tag, iterations ascending; withdrawn ones are left out. */
export async function readFigures(directory: string): Promise<Map<string, Figure[]>> {
  const series = new Map<string, Figure[]>();
  for (const update of await new EventReader(directory).read()) {
    if (update.kind === 'withdrawn') {
      for (const [tag, figures] of series) {
        series.set(
          tag,
          figures.filter(({ iteration }) => iteration < update.fromIteration),
        );
      }
    } else if (update.kind === 'figures') {
      for (const figure of update.figures) {
        const known = series.get(figure.tag);
        if (known === undefined) series.set(figure.tag, [figure]);
        else known.push(figure);
      }
    }
  }
  for (const figures of series.values()) figures.sort((a, b) => a.iteration - b.iteration);
  return series;
}
