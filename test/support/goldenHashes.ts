// Prints the golden workloads' hashes as one JSON object; with --write, takes them for what is expected from here on.
//
// npx tsx test/support/goldenHashes.ts [--write]
// To be written anew only when a change of the kernels is meant to change the last bits, where there are native kernels.

import { writeFile } from 'node:fs/promises';
import { type GoldenHashes, hashGoldenWorkloads } from './goldenWorkloads.ts';

const { plain, fma } = await hashGoldenWorkloads();
if (process.argv.includes('--write')) {
  const hashes = { plain: soleOf(plain), fma: soleOf(fma) };
  await writeFile(new URL('./goldenHashes.json', import.meta.url), `${JSON.stringify(hashes, null, 2)}\n`);
} else {
  console.log(JSON.stringify({ plain, fma }));
}

/** What all kernels of a family give alike. */
function soleOf(hashes: Readonly<Record<string, GoldenHashes>>): GoldenHashes {
  const [first, ...others] = Object.values(hashes);
  if (first === undefined) throw new Error('There are no native kernels here: nothing was written.');
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first;
  throw new Error('Kernels of one family give different bits: one of them is wrong, and nothing was written.');
}
