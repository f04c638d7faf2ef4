// Gives built chunks names of four characters where esbuild gives them eight, which it cannot be asked to: random names are
// what packs worst, and hundreds of files say them to each other.

import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const chunk = /^([A-Z0-9]{8})\.js$/;
const fewest = 4;
/** Windows takes a file of such a name, whatever its ending, for a device. */
const device = /^(COM|LPT)\d$/;

/**
 * By the beginning of what esbuild made of their contents: as long as all of them are told apart by it.
 * @param {string} folder of all that was built
 */
export async function shortenNames(folder) {
  const names = await readdir(folder);
  const long = names.flatMap((name) => chunk.exec(name)?.[1] ?? []);
  const length = lengthFor(long);
  const short = new Map(long.map((name) => [name, name.slice(0, length)]));
  for (const name of names.filter((one) => one.endsWith('.js'))) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    const shortened = text.replaceAll(/\b([A-Z0-9]{8})(?=\.js\b)/g, (known) => short.get(known) ?? known);
    if (shortened !== text) await writeFile(file, shortened);
  }
  for (const name of names) {
    const [known] = name.split('.');
    if (short.has(known))
      await rename(path.join(folder, name), path.join(folder, name.replace(known, short.get(known))));
  }
}

function lengthFor(names) {
  for (let length = fewest; ; length++) {
    const short = new Set(names.map((name) => name.slice(0, length)));
    if (short.size === names.length && ![...short].some((name) => device.test(name))) return length;
  }
}
