// The files in a folder and in the folders within it, by their paths within it: of very many only some, and through no link.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { visitPlainFolder } from '../base/folderNames.ts';

const deepest = 12;
const mostFolders = 1000;
const mostNames = 20_000;

export interface FoundFiles {
  /** With slashes, by the alphabet. What is neither a file nor a folder is among them: who opens it says so. */
  readonly names: readonly string[];
  /** Of these the ones that are no regular files. */
  readonly others: ReadonlySet<string>;
  readonly leftOut: number;
  /** How many entries there are in all, as far as was looked. */
  readonly seen: number;
}

/** None where there is no folder. @throws as `visitPlainFolder` does */
export async function filesWithin(
  folder: string,
  { isWanted, most }: { readonly isWanted: (name: string) => boolean; readonly most: number },
): Promise<FoundFiles> {
  const names: string[] = [];
  const others = new Set<string>();
  const waiting = [{ within: '', depth: 0 }];
  let [seen, leftOut, folders] = [0, 0, 1];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { within, depth } = next;
    await visitPlainFolder(path.join(folder, within), (entry: Dirent) => {
      seen++;
      const name = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth >= deepest || folders >= mostFolders) leftOut++;
        else {
          folders++;
          waiting.push({ within: name, depth: depth + 1 });
        }
      } else if (isWanted(name)) {
        if (names.length >= most || seen > mostNames) {
          leftOut++;
          return;
        }
        names.push(name);
        if (!entry.isFile()) others.add(name);
      }
    });
  }
  return { names: names.sort(), others, leftOut, seen };
}
