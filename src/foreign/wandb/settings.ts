// Settings: the settings of a run as they change: of each, what is shown of it is kept, and not the JSON that it came from.

import { parseBoundedJson } from '../../base/boundedJson.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { addFacts } from '../flatFacts.ts';
import { bytesOfFacts, mostParameters } from '../logReader.ts';

const jsonBounds = { depth: 16, values: 10_000, names: 10_000 };
const mostJsonBytes = 1 << 18;

export class Settings {
  readonly #bySetting = new Map<string, ReadonlyMap<string, Fact>>();
  #count = 0;
  #flat: ReadonlyMap<string, Fact> | undefined;

  /** All of them by dotted names: the same object as long as nothing is changed. */
  get parameters(): ReadonlyMap<string, Fact> {
    this.#flat ??= new Map([...this.#bySetting.values()].flatMap((facts) => [...facts]));
    return this.#flat;
  }

  /** What is kept beside `parameters`, about. */
  get bytesHeld(): number {
    return bytesOfFacts(this.parameters);
  }

  /** Of more than a list shows, the first are kept. What cannot be read as JSON is no setting. */
  set(name: string, json: Uint8Array): void {
    const known = this.#bySetting.get(name)?.size ?? 0;
    const room = mostParameters - this.#count + known;
    if (room === 0) return;
    const facts = new Map<string, Fact>();
    addFacts(valueIn(json), name, facts);
    const kept = facts.size <= room ? facts : new Map([...facts].slice(0, room));
    this.#count += kept.size - known;
    this.#flat = undefined;
    // One that is known keeps its place among them.
    if (kept.size === 0) this.#bySetting.delete(name);
    else this.#bySetting.set(name, kept);
  }

  delete(name: string): void {
    this.#count -= this.#bySetting.get(name)?.size ?? 0;
    if (this.#bySetting.delete(name)) this.#flat = undefined;
  }
}

/** Null for what cannot be read: it is shown as no setting. */
function valueIn(json: Uint8Array): unknown {
  if (json.length > mostJsonBytes) return null;
  try {
    return parseBoundedJson(json, jsonBounds);
  } catch {
    return null;
  }
}
