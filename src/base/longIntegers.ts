// Whole numbers in JSON that have more digits than a number keeps, as the ids of users and devices have: read as texts.

/** As `JSON.parse`, but whole numbers beyond 2^53 are the texts that they are written as. @throws {SyntaxError} */
export function parseKeepingLongIntegers(text: string): unknown {
  return JSON.parse(fewDigits < text.length && longDigits.test(text) ? quoteLongIntegers(text) : text);
}

/** As many as every whole number of so many digits keeps. */
const fewDigits = 15;
const longDigits = /\d{16}/;
/** Neither a part of a longer number, nor one with a fraction or an exponent. */
const longInteger = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

function quoteLongIntegers(text: string): string {
  const parts: string[] = [];
  let place = 0;
  while (place < text.length) {
    const start = text.indexOf('"', place);
    const between = text.slice(place, start < 0 ? text.length : start);
    parts.push(between.length <= fewDigits ? between : between.replace(longInteger, quoteIfRounded));
    if (start < 0) break;
    place = endOfText(text, start);
    parts.push(text.slice(start, place));
  }
  return parts.join('');
}

function quoteIfRounded(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`;
}

/** Behind its closing quotation mark; the end of `json` where it has none. */
function endOfText(json: string, start: number): number {
  for (let place = start + 1; place < json.length; place++) {
    if (json[place] === '\\') place++;
    else if (json[place] === '"') return place + 1;
  }
  return json.length;
}
