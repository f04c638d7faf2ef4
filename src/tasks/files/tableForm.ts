// How a table in a text file is written: what divides its columns, and where its header stands.

interface TableForm {
  readonly delimiter: string;
  readonly header: string;
  /** From 1. */
  readonly headerLine: number;
}

const delimiters = [',', ';', '\t'] as const;
/** As far as headers are looked at. */
const longestHeader = 2 ** 16;

/** The delimiter is the one that the header has most of, or what spreadsheets name in a line of their own before it. */
export function formOf(bytes: Uint8Array): TableForm {
  const text = new TextDecoder().decode(bytes.subarray(0, longestHeader));
  const [first = '', second = ''] = text.split(/\r\n|\n|\r/, 2);
  const [, named] = /^"?sep=(.)"?$/i.exec(first.trimEnd()) ?? (first.startsWith('sep=\t') ? ['', '\t'] : []);
  if (named !== undefined) return { delimiter: named, header: second, headerLine: 2 };
  const counts = delimiters.map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  const { delimiter } = counts.reduce((most, each) => (each.count > most.count ? each : most));
  return { delimiter, header: first, headerLine: 1 };
}
