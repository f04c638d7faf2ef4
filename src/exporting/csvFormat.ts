// Comma-separated values: `runs.csv`, a line for each run, and `figures.csv`, a line for each figure of any of them.

import { csvText } from '../base/webText.ts';
import { toCsv } from '../table/copy/delimited.ts';
import { exactTable } from '../table/copy/exactTable.ts';
import { columnsOf } from '../table/tableColumns.ts';
import type { ExportRequest, WriteExport } from './exportFormat.ts';
import { nameOf } from './runNames.ts';
import { openFiguresOf, type RunToExport } from './runToExport.ts';
import type { StagedFile } from './stagedFile.ts';
import { writeEach } from './writeEach.ts';

export const writeCsv: WriteExport = async (request) => {
  const { runs, staging } = request;
  for (const name of ['runs.csv', 'figures.csv']) staging.claim(name);
  const file = staging.create('figures.csv');
  file.write('run,tag,step,wall_time,value\n');
  let before = 0;
  const written = await writeEach(
    runs.map((run) => [run, undefined]),
    request,
    (run) => {
      before = file.length;
      return writeFigures(run, file, request);
    },
    () => file.truncate(before),
  );
  file.end();
  const rows = written.map(({ row }) => row);
  const columns = columnsOf(rows).filter(({ id }) => id !== 'directory');
  staging.write('runs.csv', toCsv(exactTable({ kind: 'runs', columns, rows })));
  return written;
};

async function writeFigures(run: RunToExport, file: StagedFile, request: ExportRequest): Promise<void> {
  const name = csvText(nameOf(run));
  const cells = new Map<string, string>();
  const cellOf = (tag: string) => {
    const known = cells.get(tag) ?? csvText(tag);
    cells.set(tag, known);
    return known;
  };
  const figures = await openFiguresOf(run, request);
  await figures.forEachBatch((batch) => {
    for (const { tag, iteration, wallTime, value } of batch)
      file.write(`${name},${cellOf(tag)},${iteration},${Number.isNaN(wallTime) ? '' : wallTime},${value}\n`);
  }, request.signal);
}
