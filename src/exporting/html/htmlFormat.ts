// A report as one page of HTML, which asks for nothing from anywhere: tables of runs, what differs among them, and curves.

import { createHash } from 'node:crypto';
import { htmlText } from '../../base/webText.ts';
import { reportPolicy } from '../../panel/pagePolicy.ts';
import { colourRuns, type DrawnColour, runHues } from '../../panel/runColours.ts';
import type { Column } from '../../table/columns.ts';
import { type TextTable, textTable } from '../../table/copy/textTable.ts';
import { oneOfEachSeed } from '../../table/foldRows.ts';
import { groupRows } from '../../table/groupRows.ts';
import { ownHuesOf } from '../../table/rowHues.ts';
import { titleColumn } from '../../table/runColumns.ts';
import { changesNoFigure, columnsOf, defaultColumns, differsAmong } from '../../table/tableColumns.ts';
import { viewTable } from '../../table/tableView.ts';
import { formatQuantity } from '../../words/formatFigures.ts';
import type { ExportRequest, WriteExport } from '../exportFormat.ts';
import { fullTitleOf } from '../runToExport.ts';
import { dashOf, drawChart } from './lineChart.ts';
import { type CurveGroup, readCurves } from './reportCurves.ts';

const symbols = { plusMinus: '±' };
/** More curves no chart tells apart. */
const mostDrawn = 50;

export const writeHtml: WriteExport = async (request) => {
  const { runs, staging, now, version } = request;
  const rows = runs.map(({ row }) => row);
  const columns = columnsOf(rows);
  const seeds = { by: 'allButSeed' } as const;
  const table = (grouping: typeof seeds | undefined, chosen = columns.filter(() => false)) =>
    toTable(
      textTable(
        viewTable(
          rows,
          { matches: undefined, columns: chosen.length === 0 ? undefined : chosen, sort: [], grouping },
          columns,
        ),
        symbols,
      ),
    );
  // A log that says nothing of its settings does not differ in them.
  const set = rows.filter(({ parameters }) => parameters.size > 0);
  const differing = columns.filter(
    (column) => column.section === 'parameter' && !changesNoFigure(column.id) && differsAmong(set, column),
  );
  const groups = curveGroups(request);
  const figures = await readCurves(groups, request);
  const title = `Reptile Lab: ${formatQuantity(runs.length, 'run')}`;
  const folded = groupRows(rows, seeds, columns);
  const file = staging.create();
  file.write(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<meta http-equiv="Content-Security-Policy" content="${reportPolicy(sumOf(style))}">` +
      `<title>${htmlText(title)}</title><style>${style}</style></head><body><h1>${htmlText(title)}</h1>` +
      `<p>Exported at ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC by Reptile Lab ${htmlText(version)}.</p>`,
  );
  if (folded.some((group) => oneOfEachSeed(group.rows).length > 1))
    file.write(`<h2>Means over seeds</h2>${table(seeds)}`);
  file.write(`<h2>Runs</h2>${table(undefined, columnsOfRuns(defaultColumns(rows, columns)))}`);
  if (differing.length > 0 && runs.length > 1)
    file.write(`<h2>Settings that differ</h2>${table(undefined, [titleColumn, ...differing])}`);
  const charts = figures.flatMap(({ tag, curves }) => {
    const chart = drawChart(tag, 'step', curves);
    return chart === undefined ? [] : [`<figure><figcaption>${htmlText(tag)}</figcaption>${chart}</figure>`];
  });
  if (charts.length > 0)
    file.write(`<h2>Curves</h2>${legendOf(groups, folded.length)}<div class="charts">${charts.join('')}</div>`);
  file.write('</body></html>\n');
  file.end();
  return runs;
};

/** What a reader looks for stands first: how a run is called, and its figures. Its folder's name stands last. */
function columnsOfRuns(columns: readonly Column[]): Column[] {
  const shown = columns.filter(({ id }) => id !== 'name' && id !== 'run');
  const isFigure = ({ section }: Column) => section === 'heldOut';
  return [
    titleColumn,
    ...shown.filter(isFigure),
    ...shown.filter((column) => !isFigure(column)),
    ...columns.filter(({ id }) => id === 'run'),
  ];
}

/** Runs that differ in the seed alone are one curve; of very many the first. */
function curveGroups({ runs }: ExportRequest): readonly CurveGroup[] {
  const rows = runs.map(({ row }) => row);
  const runOf = new Map(runs.map((run) => [run.row, run]));
  const groups = groupRows(rows, { by: 'allButSeed' }, columnsOf(rows)).slice(0, mostDrawn);
  const hues = ownHuesOf(rows);
  const colours = colourRuns(
    groups.map(({ key, rows: [{ directory }] }) => ({ key, own: hues.get(directory) ?? 'blue' })),
  );
  return groups.map(({ key, rows: members }): CurveGroup => {
    const inGroup = oneOfEachSeed(members).flatMap((row) => runOf.get(row) ?? []);
    const [first] = inGroup;
    const own = first === undefined ? '' : fullTitleOf(first);
    const title = inGroup.length > 1 ? `${own.replace(/ ?·? seed -?\d+/u, '')} · ${inGroup.length} runs` : own;
    return { title, colour: colours.get(key) ?? { hue: 'blue', dash: 'solid' }, runs: inGroup };
  });
}

function legendOf(groups: readonly CurveGroup[], all: number): string {
  const entries = groups.map(({ title, colour }) => `<li>${sampleOf(colour)} ${htmlText(title)}</li>`).join('');
  const left = all > groups.length ? `<p>The first ${groups.length} of ${all} are drawn.</p>` : '';
  const note =
    'Bands are the 95 % interval of the mean over seeds (Student’s t). Where a curve has more figures than are drawn, each point is the mean of those beside it.';
  return `<ul class="legend">${entries}</ul>${left}<p>${note}</p>`;
}

function sampleOf(colour: DrawnColour): string {
  return `<svg class="sample" viewBox="0 0 28 8" aria-hidden="true"><path class="line ${colour.hue}"${dashOf(colour)} d="M0 4H28"/></svg>`;
}

function toTable({ columns, rows, notes }: TextTable): string {
  const cell = (name: string, text: string, alignment: 'left' | 'right', isBest = false) => {
    const content = isBest ? `<strong>${htmlText(text)}</strong>` : htmlText(text);
    return `<${name}${alignment === 'right' ? ' class="r"' : ''}>${content}</${name}>`;
  };
  const head = columns.map(({ head: text, alignment }) => cell('th', text, alignment)).join('');
  const lines = Array.from({ length: rows }, (_, row) => {
    return `<tr>${columns.map(({ cells, alignment, best }) => cell('td', cells[row] ?? '', alignment, best.has(row))).join('')}</tr>`;
  });
  const remarks = notes.map((note) => `<p>${htmlText(note)}</p>`).join('');
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div>${remarks}`;
}

const huesIn = (light: 'light' | 'dark') =>
  Object.entries(runHues)
    .map(([name, hue]) => `--${name}:${hue[light]};`)
    .join('');

const style = [
  `:root{color-scheme:light;--text:#1d1d1f;--dim:#5c5c63;--rule:#d8d8dc;--page:#fff;${huesIn('light')}}`,
  `@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--text:#e6e6e8;--dim:#a2a2aa;--rule:#3a3a40;--page:#1b1b1e;${huesIn('dark')}}}`,
  'body{font:15px/1.45 system-ui,sans-serif;color:var(--text);background:var(--page);max-width:1360px;margin:2em auto;padding:0 1.2em}',
  'h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}p,figcaption{color:var(--dim)}',
  '.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9em}th,td{padding:.3em .8em;text-align:left;border-bottom:1px solid var(--rule);white-space:nowrap}.r{text-align:right;font-variant-numeric:tabular-nums}',
  '.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:1em}figure{margin:0;break-inside:avoid}figcaption{overflow-wrap:anywhere}svg{width:100%;height:auto}svg text{font-size:12px;fill:var(--dim)}',
  '.grid{stroke:var(--rule)}.line{fill:none;stroke-width:1.8}.band{stroke:none;fill-opacity:.18}.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3em 1.4em}.sample{width:28px;height:8px}',
  ...Object.keys(runHues).map((name) => `.line.${name}{stroke:var(--${name})}.band.${name}{fill:var(--${name})}`),
  '@media print{body{margin:0;max-width:none}.wide{overflow:visible}th,td{white-space:normal}tr{break-inside:avoid}}',
].join('');

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
