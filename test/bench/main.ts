// Runs the benchmarks and prints their tables, then a line for each target. `--only` names some of them, separated by
// commas or repeated; `--json FILE` writes everything measured, each round included, and `--guide FILE` the table of inner
// steps into its place in a guide; `--examples` names parts of the files whose estimates are measured.

import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatGuideTable, placeGuideTable } from './guideTable.ts';
import { describeMachine, formatMachine } from './machine.ts';
import { type BenchReport, type BenchRow, formatRows, formatTargets } from './report.ts';
import { type WorkloadKey, workloadKeys } from './workloads.ts';

const names = [
  'validation',
  'peaks',
  ...workloadKeys,
  'workers',
  'longRuns',
  'manyRuns',
  'pages',
  'foreignLogs',
  'intervals',
  'estimates',
  'extension',
] as const;
/** Only where they are asked for: they take from a quarter of an hour to some hours. */
const longNames = ['sineAlgorithms', 'omniglotAlgorithms'] as const;
type BenchName = (typeof names)[number] | (typeof longNames)[number];
const allNames: readonly BenchName[] = [...names, ...longNames];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    guide: { type: 'string' },
    examples: { type: 'string' },
  },
});
const asked = options.only?.flatMap((list) => list.split(',')) ?? [...names];
const unknown = asked.filter((name) => !isName(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${allNames.join(', ')}.`);
  process.exit(2);
}
const machine = describeMachine();
console.log(`${formatMachine(machine)}\n`);
const reports: BenchReport[] = [];
for (const measure of benchmarks(allNames.filter((name) => asked.includes(name)))) reports.push(await measure());
const all: BenchReport = {
  rows: reports.flatMap(({ rows }) => rows),
  targets: reports.flatMap(({ targets }) => targets),
  remarks: reports.flatMap(({ remarks }) => remarks),
  errors: reports.flatMap(({ errors }) => errors),
};
if (all.targets.length > 0) console.log(formatTargets(all.targets));
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ machine, ...all }, null, 2)}\n`);
if (options.guide !== undefined) {
  const table = formatGuideTable(all.rows, `${formatMachine(machine)}.`);
  await writeFile(options.guide, placeGuideTable(await readFile(options.guide, 'utf8'), table));
}
if (all.errors.length > 0) process.exitCode = 1;

/**
 * Each loaded only when run: the extension's benchmark brings an editor and a browser. Validation is first, for a
 * figure of a fresh process.
 */
function benchmarks(chosen: readonly BenchName[]): readonly (() => Promise<BenchReport>)[] {
  const workloads = workloadKeys.filter((key) => chosen.includes(key));
  const has = (name: BenchName) => chosen.includes(name);
  return [
    ...(has('validation')
      ? [() => measureRows('validation', async () => (await import('./validation.ts')).benchValidation())]
      : []),
    ...(has('peaks') || workloads.length > 0 ? [() => measureEngine(workloads)] : []),
    ...(has('workers') ? [measureWorkers] : []),
    ...(has('longRuns')
      ? [() => measureRows('longRuns', async () => (await import('./longRuns.ts')).benchLongRuns())]
      : []),
    ...(has('manyRuns')
      ? [() => measureRows('manyRuns', async () => (await import('./manyRuns.ts')).benchManyRuns())]
      : []),
    ...(has('pages') ? [() => measureRows('pages', async () => (await import('./pages.ts')).benchPages())] : []),
    ...(has('foreignLogs')
      ? [() => measureRows('foreignLogs', async () => (await import('./foreignLogs.ts')).benchForeignLogs())]
      : []),
    ...(has('intervals')
      ? [() => measureRows('intervals', async () => (await import('./intervals.ts')).benchIntervals())]
      : []),
    ...(has('estimates') ? [measureEstimates] : []),
    ...(has('sineAlgorithms')
      ? [() => measureRows('sineAlgorithms', async () => (await import('./algorithms.ts')).benchAlgorithms('sine'))]
      : []),
    ...(has('omniglotAlgorithms')
      ? [
          () =>
            measureRows('omniglotAlgorithms', async () =>
              (await import('./algorithms.ts')).benchAlgorithms('omniglot'),
            ),
        ]
      : []),
    ...(has('extension')
      ? [() => measureRows('extension', async () => (await import('./activation.ts')).benchActivation())]
      : []),
  ];
}

async function measureRows(name: string, measure: () => Promise<readonly BenchRow[]>): Promise<BenchReport> {
  announce(name);
  return print({ rows: await measure(), targets: [], remarks: [], errors: [] });
}

async function measureWorkers(): Promise<BenchReport> {
  announce('workers');
  const { benchWorkers } = await import('./workers.ts');
  const { workerTargets } = await import('./targets.ts');
  const rows = await benchWorkers();
  return print({ rows, targets: workerTargets(rows), remarks: [], errors: [] });
}

async function measureEstimates(): Promise<BenchReport> {
  announce('estimates');
  const { benchEstimates } = await import('./estimates.ts');
  return print(await benchEstimates(options.examples?.split(',')));
}

/** The peaks come before every workload, because shares of the peak are shares of them. */
async function measureEngine(workloads: readonly WorkloadKey[]): Promise<BenchReport> {
  const { measureEngineReports } = await import('./engineReports.ts');
  const parts: BenchReport[] = [];
  for await (const report of measureEngineReports(workloads, announce)) parts.push(print(report));
  return {
    rows: parts.flatMap(({ rows }) => rows),
    targets: parts.flatMap(({ targets }) => targets),
    remarks: parts.flatMap(({ remarks }) => remarks),
    errors: parts.flatMap(({ errors }) => errors),
  };
}

function print(report: BenchReport): BenchReport {
  if (report.rows.length > 0) console.log(formatRows(report.rows));
  for (const remark of report.remarks) console.log(`  ${remark}`);
  for (const error of report.errors) console.log(`  Error: ${error}`);
  if (report.remarks.length + report.errors.length > 0) console.log();
  return report;
}

function announce(what: string): void {
  console.error(`Measuring ${what} …`);
}

function isName(name: string): name is BenchName {
  return allNames.some((known) => known === name);
}
