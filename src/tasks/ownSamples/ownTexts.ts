// A person's own texts, encoded as those that the run learned from.

import { quote } from '../../base/quote.ts';
import type { TextEncodingSpec } from '../../experiment/schema.ts';
import { TaskError } from '../taskError.ts';
import { writeEncodedText } from '../text/encodedTexts.ts';
import { encodeTexts } from '../text/encodeTexts.ts';
import { textOf } from '../text/jsonValues.ts';
import { normalForm } from '../text/terms.ts';
import { classOfRow, namesOf, type OwnRow, readOwnRows } from './ownRows.ts';
import { type OwnSample, refuseTooLarge } from './ownSample.ts';

const columns = 'a column "text" and, where the class is known, a column "label"';
const longestText = 2 ** 20;

/**
 * [tokens] or [features], as the encoding says.
 * @param trainingTexts what weights of terms are made from
 * @param inputSize tokens or features of one
 * @throws {TaskError}
 */
export async function readOwnTexts(
  file: string,
  encoding: TextEncodingSpec,
  trainingTexts: Iterable<string>,
  inputSize: number,
): Promise<readonly OwnSample[]> {
  const rows = await readOwnRows(file, columns);
  refuseTooLarge(file, rows.length, inputSize);
  const texts = rows.map(textOfRow);
  const encoded = await encodeTexts(encoding, texts, trainingTexts, {});
  return rows.map((row, index) => {
    const input = new Float32Array(encoded.length);
    writeEncodedText(encoded, index, input);
    return { place: row.place, input, answer: classOfRow(row) };
  });
}

function textOfRow({ place, values }: OwnRow): string {
  if (!values.has('text'))
    throw new TaskError(`${place}: there is no "text", only ${namesOf(values)}. The file needs ${columns}.`);
  const text = textOf(values.get('text'), 'text', () => place);
  if (text.length > longestText)
    throw new TaskError(`${place}: the text is longer than a million characters. Shorten it.`);
  if (normalForm(text) === '') throw new TaskError(`${place}: there are no words in ${quote(text)}. Remove it.`);
  return text;
}
