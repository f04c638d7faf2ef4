// Runs the benchmarks and prints one table. `--only validation|engine|extension` runs one of them; `--json FILE` writes the rows.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BenchRow, formatReport } from './report.ts';

/** Loaded only when run: the extension's benchmark brings an editor and a browser. */
const benchmarks: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  // First, because one of its figures is that of a fresh process.
  validation: async () => (await import('./validation.ts')).benchValidation(),
  engine: async () => (await import('./engine.ts')).benchEngine(),
  extension: async () => (await import('./activation.ts')).benchActivation(),
};

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'string' } } });
const chosen = options.only ?? Object.keys(benchmarks);
const unknown = chosen.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const name of chosen) {
  console.error(`Measuring ${name} …`);
  const measured = (await benchmarks[name]?.()) ?? [];
  console.log(formatReport(measured));
  rows.push(...measured);
}
if (options.json !== undefined) {
  const { node, v8 } = process.versions;
  await writeFile(
    options.json,
    `${JSON.stringify({ node, v8, platform: `${process.platform}-${process.arch}`, rows }, null, 2)}\n`,
  );
}
