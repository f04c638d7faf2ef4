// Prints the golden workloads' hashes as one JSON object; with --write, takes them for what is expected from here on.
//
// npx tsx test/support/goldenHashes.ts [--write]
// To be written anew only when a change of the kernels is meant to change the last bits.

import { writeFile } from 'node:fs/promises';
import { hashGoldenWorkloads } from './goldenWorkloads.ts';

const hashes = await hashGoldenWorkloads();
const [first, ...others] = Object.values(hashes).map((ofTile) => JSON.stringify(ofTile, null, 2));
if (!process.argv.includes('--write')) {
  console.log(JSON.stringify(hashes));
} else if (others.every((other) => other === first)) {
  await writeFile(new URL('./goldenHashes.json', import.meta.url), `${first}\n`);
} else {
  console.error('The tiles give different bits: one of them is wrong, and nothing was written.');
  process.exitCode = 1;
}
