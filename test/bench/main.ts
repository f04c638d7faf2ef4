// Runs the benchmarks and prints one table. `--only engine|validation|extension` runs one of them; `--json FILE` writes the rows.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BenchRow, formatReport } from './report.ts';

/** Loaded only when run: the extension's benchmark brings an editor and a browser. */
const benchmarks: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  engine: async () => (await import('./engine.ts')).benchEngine(),
  validation: async () => (await import('./validation.ts')).benchValidation(),
  extension: async () => (await import('./activation.ts')).benchActivation(),
};

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'string' } } });
const chosen = options.only ?? Object.keys(benchmarks);
const rows: BenchRow[] = [];
for (const name of chosen) {
  const run = benchmarks[name];
  if (run === undefined) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}.`);
  console.error(`Measuring ${name} …`);
  const measured = await run();
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
