// Files of a log that no program writes: what they hold, by their paths within the log's folder.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Made when they are asked for: all of them together would take a lot of memory. */
export type LogShapes = Readonly<Record<string, () => Files>>;

export async function putFiles(folder: string, files: Files): Promise<void> {
  const folders = new Set<string>();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (!folders.has(path.dirname(file))) await mkdir(path.dirname(file), { recursive: true });
    folders.add(path.dirname(file));
    await writeFile(file, content);
  }
}

/** What `make` gives for each place below `length`. */
export function times<Made>(length: number, make: (place: number) => Made): Made[] {
  return Array.from({ length }, (_, place) => make(place));
}
