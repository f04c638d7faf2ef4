// What a damaged run.json still says: fields that are whole, each checked alone.

import { isDeepStrictEqual } from 'node:util';
import type { Node } from 'jsonc-parser';
import type * as z from 'zod';
import { readBoundedText } from '../../base/boundedFile.ts';
import { valueOfNode } from '../../experiment/documentValue.ts';
import { largestText, parseText } from '../../experiment/parseText.ts';
import { type Manifest, manifestSchema } from '../../runs/manifest.ts';
import { runFiles } from '../../runs/runDirectory.ts';

/**
 * Where the run came from and went on, and what it ran on. How it stands, who works on it and what was agreed to is not
 * among them: that is found out anew, or has ended.
 */
const salvaged = {
  id: true,
  createdAt: true,
  startedAt: true,
  activeSeconds: true,
  askedBy: true,
  launcher: true,
  group: true,
  continues: true,
  earlierLengths: true,
  promotedAs: true,
  initializedFrom: true,
  experimentPath: true,
  experimentFromRun: true,
  overrides: true,
  heldOut: true,
  dataChanges: true,
  backend: true,
  engineVariant: true,
  engineReason: true,
  workers: true,
  memoryBytes: true,
  parameterCount: true,
  versions: true,
  gitCommit: true,
  gitDirty: true,
} as const;

export type Salvaged = Partial<Pick<Manifest, keyof typeof salvaged>>;

/** Empty where nothing can be read. */
export async function salvageManifest(directory: string): Promise<Salvaged> {
  const text = await readBoundedText(runFiles(directory).manifest, largestText).catch(() => '');
  const { root } = parseText(text).document;
  // What reaches to the end of a file that was cut off may have gone on: a number looks whole wherever it is cut.
  const isWhole = ({ offset, length }: Node) => offset + length < text.length;
  const whole = root && { ...root, children: (root.children ?? []).filter(isWhole) };
  const value = whole && valueOfNode(whole);
  if (typeof value !== 'object' || value === null) return {};
  let kept: Salvaged = {};
  for (const [name, part] of Object.entries(manifestSchema.pick(salvaged).shape)) {
    if (!Object.hasOwn(value, name)) continue;
    const written: unknown = Reflect.get(value, name);
    const checked = part.safeParse(written);
    if (checked.success && !isInPlaceOf(written, checked.data, part)) kept = { ...kept, [name]: checked.data };
  }
  return kept;
}

/** Whether `data` is what the schema gives where there is nothing: a field that is damaged tells nothing, either. */
function isInPlaceOf(written: unknown, data: unknown, schema: z.ZodType): boolean {
  return !isDeepStrictEqual(written, data) && isDeepStrictEqual(schema.safeParse(undefined).data, data);
}
