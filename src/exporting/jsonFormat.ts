// JSON: one object with all runs, their settings, what the table has of them, and every figure. `docs/export.md` describes it.

import { parseBoundedJson } from '../base/boundedJson.ts';
import { reportView } from '../table/reportView.ts';
import { columnsOf } from '../table/tableColumns.ts';
import type { ExportRequest, WriteExport } from './exportFormat.ts';
import { nameOf } from './runNames.ts';
import { experimentFilesOf, fullTitleOf, openFiguresOf, type RunToExport } from './runToExport.ts';
import type { StagedFile } from './stagedFile.ts';
import { writeEach } from './writeEach.ts';

/** Another one where what a reader knows of the format does not hold any more. */
const jsonFormatVersion = 1;

export const writeJson: WriteExport = async (request) => {
  const { runs, staging, version, now } = request;
  const file = staging.create();
  const head = {
    format: 'reptile-lab-runs',
    version: jsonFormatVersion,
    exportedAt: now.toISOString(),
    reptileLab: version,
  };
  file.write(`${JSON.stringify(head).slice(0, -1)},"runs":[`);
  let [separator, before] = ['\n', 0];
  const written = await writeEach(
    runs.map((run) => [run, undefined]),
    request,
    async (run) => {
      before = file.length;
      file.write(separator);
      await writeRun(run, file, request);
      separator = ',\n';
    },
    () => file.truncate(before),
  );
  file.write('\n]}\n');
  file.end();
  return written;
};

async function writeRun(run: RunToExport, file: StagedFile, request: ExportRequest): Promise<void> {
  const figures = await openFiguresOf(run, request);
  file.write(`${JSON.stringify(await describe(run)).slice(0, -1)},"figures":[`);
  let separator = '\n';
  await figures.forEachBatch((batch) => {
    for (const { tag, iteration, wallTime, value } of batch) {
      const shown = Number.isFinite(value) ? value : String(value);
      file.write(`${separator}${JSON.stringify([tag, iteration, wallTime, shown])}`);
      separator = ',\n';
    }
  }, request.signal);
  file.write(']}');
}

async function describe(run: RunToExport): Promise<object> {
  return {
    id: nameOf(run),
    title: fullTitleOf(run),
    state: run.state,
    parameters: Object.fromEntries(run.row.parameters),
    experiment: await experimentOf(run),
    table: tableOf(run),
  };
}

/** What the runs table has of it, by its columns' names. */
export function tableOf({ row }: RunToExport): unknown {
  const columns = columnsOf([row]).filter(({ id, section }) => section !== 'parameter' && id !== 'directory');
  const report = reportView({ kind: 'runs', columns, rows: [row] });
  return 'rows' in report && Array.isArray(report.rows) ? report.rows[0]?.cells : {};
}

const bounds = { depth: 32, values: 20_000, names: 5000 };

/** As the run froze it; null where that cannot be read. */
async function experimentOf(run: RunToExport): Promise<unknown> {
  const bytes = (await experimentFilesOf(run)).get('experiment.json');
  try {
    return bytes === undefined ? null : parseBoundedJson(bytes, bounds);
  } catch {
    return null;
  }
}
