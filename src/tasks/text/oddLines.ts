// Lines of a table that do not fit the others: collected while it is read, then refused or told of.

import { quote } from '../../base/quote.ts';
import { countOf } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import type { TableDialect } from './tableDialect.ts';

const mostNamed = 3;

/** Numbers of lines, of which the first few are kept. */
class Lines {
  readonly #first: number[] = [];
  #count = 0;

  add(line: number): void {
    this.#count++;
    if (this.#first.length <= mostNamed) this.#first.push(line);
  }

  get count(): number {
    return this.#count;
  }

  /** `line 5`, `lines 5, 8 and 11`, `lines 5, 8, 11 and 20 others` */
  name(): string {
    const named = this.#first.slice(0, mostNamed).map(String);
    const others = this.#count - named.length;
    const last = others > 0 ? `${others.toLocaleString('en-US')} other${others === 1 ? '' : 's'}` : named.pop();
    return `line${this.#count === 1 ? '' : 's'} ${named.length === 0 ? last : `${named.join(', ')} and ${last}`}`;
  }
}

export class OddLines {
  readonly #file: string;
  readonly #dialect: TableDialect;
  readonly #repeatedHeaders = new Lines();
  readonly #swallowing = new Lines();
  readonly #misfits = new Lines();
  #firstMisfit: { readonly line: number; readonly columns: number; readonly width: number } | undefined;
  #classOfHeader: string | undefined;

  constructor(file: string, dialect: TableDialect) {
    this.#file = file;
    this.#dialect = dialect;
  }

  /** A line with other columns than the `width` of the first. */
  noteWidth(line: number, columns: number, width: number): void {
    if (this.#firstMisfit === undefined) this.#firstMisfit = { line, columns, width };
    else this.#misfits.add(line);
  }

  noteHeader(line: number): void {
    this.#repeatedHeaders.add(line);
  }

  /** A text that ends on `line` and holds line breaks: lines of it that look like records may be some. */
  noteLines(line: number, text: string, columns: number): void {
    const within = text.split('\n').slice(1, -1);
    const looksLikeRecord = (part: string) => part.split(this.#dialect.delimiter).length === columns;
    if (columns > 1 && within.some(looksLikeRecord)) this.#swallowing.add(line);
  }

  /** A header that no name of a column has proved to be one may be the first record. */
  noteClass(label: string): void {
    const { header, isHeaderCertain, columns } = this.#dialect;
    if (isHeaderCertain || header === undefined) return;
    if (header[columns.label]?.trim() === label.trim()) this.#classOfHeader ??= label.trim();
  }

  /** @throws {TaskError} when lines have other columns than the first, or that line is no header */
  refuse(): void {
    const { delimiter, header, linesBefore } = this.#dialect;
    if (this.#firstMisfit !== undefined) {
      const { line, columns, width } = this.#firstMisfit;
      const only = columns < width ? 'only ' : '';
      const others = this.#misfits.count === 0 ? '' : ` The same goes for ${this.#misfits.name()}.`;
      throw new TaskError(
        `${this.#file}, line ${line} has ${only}${countOf(columns, 'column')}, ${header === undefined ? 'the lines before it' : 'the header'} ${width}.${others} ` +
          `Put a text that holds ${quote(delimiter)} or a line break in "double quotes", or check task.dataset.delimiter.`,
      );
    }
    if (this.#classOfHeader !== undefined) {
      throw new TaskError(
        `${this.#file}, line ${1 + linesBefore} is taken for the header, but the class that it would name, ${quote(this.#classOfHeader)}, is one of the ` +
          'data. Set task.dataset.header to false, or task.dataset.textColumn and task.dataset.labelColumn to names.',
      );
    }
  }

  notes(): string[] {
    return [
      ...(this.#repeatedHeaders.count === 0
        ? []
        : [`${this.#file}: passed over what repeats the header: ${this.#repeatedHeaders.name()}.`]),
      ...(this.#swallowing.count === 0
        ? []
        : [
            `${this.#file}: texts hold whole lines that look like records of their own. Where that is not meant, a quote is not closed before ${this.#swallowing.name()}.`,
          ]),
    ];
  }
}
