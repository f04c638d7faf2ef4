// The commonest entries of a YAML file, a name and a plain value on one line, without a parser of all of YAML, which takes a
// tenth of a millisecond for each.

/** Texts that are quoted without need are among them; what another reading is possible of is not. */
const plainEntry =
  /^(?<name>[A-Za-z_][\w./-]*): (?:(?<whole>-?(?:0|[1-9]\d{0,14}))|(?<fraction>-?\d+\.\d+(?:e[+-]?\d+)?)|'(?<single>[^'\\\t\n]*)'|"(?<double>[^"\\\t\n]*)"|(?<none>\[\])|(?<text>[A-Za-z_/][\w./:@+=-]*(?: [\w./@+=-]+)*))\n*$/;
/** Of the core schema: some of their spellings are no texts. */
const words = /^(?:null|true|false)$/i;
/** What stands before it would be another name. */
const colon = /:(?: |$)/;

type PlainValue = string | number | readonly string[];

export interface PlainEntry {
  readonly name: string;
  readonly value: PlainValue | Readonly<Record<string, PlainValue>>;
}

/** Undefined for an entry that is not so plain: a value, or a mapping whose own entries are. */
export function readPlainEntry(entry: string): PlainEntry | undefined {
  const [, name, indent, within] = /^([A-Za-z_][\w./-]*):\n( +)(\S[\s\S]*)$/.exec(entry) ?? [];
  if (name === undefined || indent === undefined || within === undefined) return readLine(entry);
  if (words.test(name)) return undefined;
  const lines = withoutLastBreaks(within).split('\n');
  const values: [string, PlainValue][] = [];
  for (const [place, line] of lines.entries()) {
    const isBeside = place === 0 || line.startsWith(indent);
    const read = isBeside ? readLine(place === 0 ? line : line.slice(indent.length)) : undefined;
    if (read === undefined) return undefined;
    values.push([read.name, read.value]);
  }
  return { name, value: Object.fromEntries(values) };
}

/** An expression would begin anew at each of thousands of breaks that something follows. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

function readLine(entry: string): { readonly name: string; readonly value: PlainValue } | undefined {
  const { name, whole, fraction, single, double, none, text } = plainEntry.exec(entry)?.groups ?? {};
  if (name === undefined || words.test(name)) return undefined;
  const number = whole ?? fraction;
  if (number !== undefined) return { name, value: Number(number) };
  if (none !== undefined) return { name, value: [] };
  const quoted = single ?? double;
  if (quoted !== undefined) return { name, value: quoted };
  return text === undefined || words.test(text) || colon.test(text) ? undefined : { name, value: text };
}
