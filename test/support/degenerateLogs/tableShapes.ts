// Logs of Lightning's CSVLogger, of DVCLive and of MLflow of shapes that no program writes.

import { type Files, type LogShapes, times } from './putFiles.ts';

/** A little less than the longest line that is read. */
const lineBytes = (1 << 20) - 100;
/** A little less than a file with parameters may have. */
const yamlBytes = (1 << 18) - 100;
/** The same of a file with newest figures. */
const jsonBytes = (1 << 20) - 100;
const mostFiles = 4096;

function filled(text: string, length: number): string {
  return text.repeat(Math.floor(length / text.length));
}

function table(...lines: readonly string[]): Files {
  return { 'metrics.csv': `${lines.join('\n')}\n` };
}

const names = times(mostFiles, (place) => `n${place}`);

/** Of a `metrics.csv`, by what they are. */
export const csvShapes: LogShapes = {
  'columns without a name': () => table(filled(',', lineBytes)),
  'columns without a name, and cells': () =>
    table(`step${filled(',', lineBytes)}`, ...times(4, () => filled('1,', lineBytes))),
  'columns of one name': () => table(`step${',a'.repeat(mostFiles)}`, ...times(60, () => `1${',1'.repeat(mostFiles)}`)),
  'long names': () =>
    table(`step,${names.map((name) => name.padEnd(250, 'x')).join(',')}`, `1${',1'.repeat(mostFiles)}`),
  'names beyond ASCII': () => table(`step,${names.map((name) => name.padEnd(80, '€')).join(',')}`),
  'a name of a line': () => table(`step,${'x'.repeat(lineBytes - 5)}`, '1,1'),
  'more cells than columns': () => table('step,a', ...times(4, () => filled('1,', lineBytes))),
  'cells of lines of some thousand letters': () =>
    table(`step${',a'.repeat(2000)}`, ...times(400, () => filled('1,', 4000))),
  'cells that are no numbers': () => table('step,a', ...times(4, () => `1,${'x'.repeat(lineBytes - 10)}`)),
  'digits without an end': () => table('step,a', ...times(4, () => `1,${'1'.repeat(lineBytes - 10)}`)),
  'digits that are no number': () => table('step,a', ...times(4, () => `1,${'1'.repeat(lineBytes - 10)}x`)),
  'steps of digits': () => table('step,a', ...times(4, () => `${'0'.repeat(lineBytes - 10)}1,1`)),
  'short rows': () => table('step,a', filled('1,1\n', 600_000)),
  'empty rows': () => table('step,a', '\n'.repeat(1 << 20)),
  'rows of one carriage return': () => table('step,a', '\r\n'.repeat(1 << 19)),
  'carriage returns': () => table('step,a', '\r'.repeat(lineBytes)),
  'bytes of nothing': () => table('step,a', ...times(4, () => '\0'.repeat(lineBytes))),
  'rows of no figure': () => table('step,a', filled('x,x\n', 600_000)),
  'a line without an end': () => ({ 'metrics.csv': `step,a\n${'x'.repeat(lineBytes)}` }),
  'a line that is too long': () => ({ 'metrics.csv': `step,a\n${'1,'.repeat(1 << 20)}` }),
  'empty quoted cells': () => table('step,a', ...times(3, () => filled('"",', lineBytes))),
  'quoted cells': () => table(`step${',a'.repeat(mostFiles)}`, ...times(3, () => filled('"1",', lineBytes))),
  'quoted columns': () => table(filled('"a",', lineBytes)),
  'one quoted cell': () => table('step,a', ...times(3, () => `1,"${'x'.repeat(lineBytes - 10)}"`)),
  'quotation marks in a cell': () => table('step,a', ...times(3, () => `1,"${'""'.repeat(lineBytes / 2 - 10)}"`)),
  'nothing but quotation marks': () => table('step,a', ...times(3, () => '"'.repeat(lineBytes))),
  'a quotation mark without an end': () => table('step,a', ...times(3, () => `"${filled('1,', lineBytes)}`)),
  'quoted cells in lines of some thousand letters': () =>
    table(`step${',a'.repeat(2000)}`, ...times(400, () => filled('"1",', 4000))),
  'short quoted rows': () => table('step,a', filled('"1","1"\n', 400_000)),
};

function yaml(text: string): Files {
  return { 'metrics.csv': 'step,a\n1,1\n', 'hparams.yaml': text };
}

/** Parameters of this value each. */
function entries(value: string, most = 30): string {
  const length = Math.min(most, Math.floor(yamlBytes / (value.length + 9)));
  return times(length, (place) => `n${place}: ${value}\n`).join('');
}

const longEntry = 4000;

/** Of parameters in YAML, by what they are. */
export const yamlShapes: LogShapes = {
  'plain entries': () => yaml(entries('1', 20_000)),
  'entries of long texts': () => yaml(entries('x'.repeat(400), 600)),
  'entries of long names': () => yaml(times(500, (place) => `n${place}${'x'.repeat(400)}: 1\n`).join('')),
  'entries of texts beyond ASCII': () => yaml(entries('€'.repeat(400), 200)),
  'entries of lists': () => yaml(entries(`[${filled('1,', longEntry)}1]`, 3)),
  'entries of objects': () => yaml(entries(`{${times(500, (place) => `a${place}: 1`).join(', ')}}`)),
  'entries of quotation marks': () => yaml(entries(`[${filled('"",', longEntry - 20)}""]`, 6)),
  'entries of escapes': () => yaml(entries(`"${filled('\\x41', longEntry - 20)}"`)),
  'entries of marks': () => yaml(entries('!a '.repeat(1300), 3)),
  'entries of anchors': () => yaml(entries('&a '.repeat(1300), 3)),
  'entries of other names': () => yaml(entries(`[&a 1${', *a'.repeat(900)}]`, 6)),
  'entries of questions': () => yaml(entries(`\n${' ? a\n'.repeat(900)}`)),
  'entries of colons': () => yaml(entries(filled(': ', 40), 5000)),
  'entries of many colons': () => yaml(entries(filled('a:', longEntry))),
  'entries of breaks': () => yaml(`a: |\n${filled('  \n', longEntry)}`.repeat(20)),
  'entries of comments': () => yaml(entries(`[\n${'  # a\n'.repeat(600)}  ]`)),
  'entries within each other': () =>
    yaml(times(20, (place) => `n${place}:\n${times(80, (depth) => `${' '.repeat(depth + 1)}a:\n`).join('')}`).join('')),
  brackets: () => yaml(entries(`${'['.repeat(190)}${']'.repeat(190)}`)),
  'brackets without an end': () => yaml(entries('['.repeat(190), 1)),
  'braces without an end': () => yaml(entries('{a: '.repeat(190), 1)),
  'a text without an end': () => yaml(`a: "${'x'.repeat(yamlBytes - 10)}`),
  'texts without an end': () => yaml(entries(`"${'x'.repeat(longEntry)}`)),
  'one long entry': () => yaml(`a: ${'x'.repeat(yamlBytes - 10)}\n`),
  'one long entry of words': () => yaml(`a: ${filled('x ', yamlBytes - 10)}!\n`),
  'one long name': () => yaml(`${'x'.repeat(yamlBytes - 10)}: 1\n`),
  'one plain mapping': () => yaml(`a:\n${times(18_000, (place) => `  n${place}: 1\n`).join('')}`),
  'a plain mapping of one name': () => yaml(`a:\n${'  n: 1\n'.repeat(30_000)}`),
  'a long name over plain ones': () =>
    yaml(`${'x'.repeat(150_000)}:\n${times(8000, (place) => `  n${place}: 1\n`).join('')}`),
  'empty lines': () => yaml('\n'.repeat(yamlBytes)),
  dashes: () => yaml('- '.repeat(yamlBytes / 2)),
  items: () => yaml(`a:\n${'- 1\n'.repeat(yamlBytes / 4 - 10)}`),
  comments: () => yaml('#\n'.repeat(yamlBytes / 2)),
  'no YAML': () => yaml('%\n'.repeat(yamlBytes / 2)),
  tabs: () => yaml('a:\t\t\n'.repeat(1000)),
  'too much': () => yaml('a: 1\n'.repeat(yamlBytes / 4)),
};

function newest(text: string): Files {
  return { 'plots/metrics/a.tsv': 'step\ta\n1\t1\n', 'metrics.json': text };
}

const manyNames = times(19_000, (place) => `"n${place}":1`).join(',');

/** Of DVCLive, by what they are. */
export const dvcliveShapes: LogShapes = {
  'newest figures of many names': () => newest(`{"step":1,${manyNames}}`),
  'newest figures of long names': () =>
    newest(`{"step":1,${times(2000, (place) => `"${`n${place}`.padEnd(500, 'x')}":1`).join(',')}}`),
  'newest figures of names beyond ASCII': () =>
    newest(`{"step":1,${times(4000, (place) => `"${`n${place}`.padEnd(80, '€')}":1`).join(',')}}`),
  'newest figures within each other': () =>
    newest(`{"step":1,${times(1700, (place) => `"${place}":${'{"a":'.repeat(10)}1${'}'.repeat(10)}`).join(',')}}`),
  'newest figures in a long name': () =>
    newest(`{"step":1,"${'x'.repeat(800_000)}":{${manyNames.slice(0, 100_000).replace(/,[^,]*$/, '')}}}`),
  'newest figures in names of nearly the longest': () =>
    newest(`{"step":1,"${'x'.repeat(480)}":{"${'y'.repeat(20)}":{${manyNames}}}}`),
  'newest texts': () => newest(`{"step":1,${times(19_000, (place) => `"n${place}":"${'x'.repeat(30)}"`).join(',')}}`),
  'newest figures of Python': () => newest(`{"step":1,"a":[${'NaN,'.repeat(19_900)}NaN]}`),
  'quotation marks': () => newest('"'.repeat(jsonBytes)),
  'a text of quotation marks': () => newest(`{"step":1,"a":"${'\\"'.repeat(jsonBytes / 2 - 20)}"}`),
  'a text of escapes': () => newest(`{"step":1,"a":"${'\\u0041'.repeat(jsonBytes / 6 - 20)}"}`),
  'a text without an end': () => newest(`{"step":1,"a":"${'\\'.repeat(jsonBytes - 20)}`),
  'a text of Python’s numbers': () => newest(`{"step":1,"a":"${'NaN'.repeat(jsonBytes / 3 - 20)}"}`),
  'Python’s numbers': () => newest('NaN'.repeat(jsonBytes / 3)),
  digits: () => newest(`{"step":1,"a":${'1'.repeat(jsonBytes - 30)}}`),
  'a text of digits': () => newest(`{"step":1,"a":"${'1'.repeat(jsonBytes - 30)}"}`),
  brackets: () => newest('['.repeat(jsonBytes)),
  commas: () => newest(','.repeat(jsonBytes)),
  'files without a row': () => Object.fromEntries(names.slice(0, 200).map((name) => [`plots/metrics/${name}.tsv`, ''])),
  'files of texts': () =>
    Object.fromEntries(names.slice(0, 200).map((name) => [`plots/metrics/${name}.tsv`, `step\t${name}\n1\tx\n`])),
  'files of wide tables': () =>
    Object.fromEntries(
      names.slice(0, 20).map((name) => [`plots/metrics/${name}.tsv`, `step\t${names.join('\t')}\n1\t1\n`]),
    ),
  'files in folders in folders': () =>
    Object.fromEntries(
      names
        .slice(0, 200)
        .map((name) => [`plots/metrics/${`${name.padEnd(120, 'x')}/`.repeat(4)}a.tsv`, 'step\ta\n1\t1\n']),
    ),
};

function mlflow(files: Readonly<Record<string, string>>): Files {
  return { 'meta.yaml': 'run_name: a\n', 'params/a': '1', 'metrics/a': '1 1 1\n', ...files };
}

function eachOf(folder: string, length: number, text: string): Files {
  return mlflow(Object.fromEntries(times(length, (place) => [`${folder}/name-${place}`, text])));
}

/** Of MLflow, by what they are. */
export const mlflowShapes: LogShapes = {
  'figures without a line': () => eachOf('metrics', 200, ''),
  'figures of short lines': () => mlflow({ 'metrics/a': '1 1 1\n'.repeat(100_000) }),
  'figures of empty lines': () => mlflow({ 'metrics/a': '\n'.repeat(1 << 20) }),
  'figures of long lines of blanks': () => mlflow({ 'metrics/a': `1${' '.repeat(lineBytes)}1\n`.repeat(3) }),
  'figures of parts': () => mlflow({ 'metrics/a': `${filled('1 ', lineBytes)}\n`.repeat(3) }),
  'figures of digits': () => mlflow({ 'metrics/a': `${'1'.repeat(lineBytes)} 1 1\n`.repeat(3) }),
  'figures of wrong lines': () => mlflow({ 'metrics/a': 'x y\n'.repeat(100_000) }),
  'parameters without a value': () => eachOf('params', 200, ''),
  'parameters that are long': () => eachOf('params', 60, 'x'.repeat(60_000)),
  'parameters that are digits': () => eachOf('params', 60, `${'1'.repeat(60_000)}x`),
  'parameters that are too long': () => eachOf('params', 60, 'x'.repeat(70_000)),
  'parameters in folders': () =>
    mlflow(
      Object.fromEntries(times(100, (place) => [`params/${`${place}`.padEnd(200, 'x')}/${'y'.repeat(200)}/z`, '1'])),
    ),
  'tags that are long': () => eachOf('tags', 60, 'x'.repeat(60_000)),
  'a long name': () => mlflow({ 'meta.yaml': `run_name: ${'x'.repeat(yamlBytes - 20)}\n` }),
  'what is no YAML': () => mlflow({ 'meta.yaml': entries('['.repeat(190), 1) }),
};
