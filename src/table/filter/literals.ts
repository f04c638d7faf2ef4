// Values as a person writes them in a filter: numbers and percentages, durations, sizes, dates.

const number = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?(%?)$/i;

/** `0.01`, `1e-3`, `−2`, and `90%`, which is 0.9 to the last bit. Undefined where it is no number. */
export function parseNumber(text: string): number | undefined {
  const [, digits, exponent = '0', percent] = number.exec(text.replace(/^−/, '-')) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(`${digits}e${Number(exponent) - (percent === '%' ? 2 : 0)}`);
  return Number.isFinite(value) ? value : undefined;
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** In seconds: `90`, `45s`, `2h`, `1h30min`, `3d`. Undefined where it is no duration. */
export function parseDuration(text: string): number | undefined {
  const plain = parseNumber(text);
  if (plain !== undefined) return text.endsWith('%') ? undefined : plain;
  if (!/^(?:[\d.]+(?:sec|min|[smhdw]))+$/i.test(text)) return undefined;
  let seconds = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/([\d.]+)([a-z]+)/gi)) {
    const value = parseNumber(count);
    if (value === undefined) return undefined;
    seconds += value * (secondsIn[unit.toLowerCase()] ?? Number.NaN);
  }
  return seconds;
}

const bytesIn: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** In bytes: `4096`, `10MB`, `1.5GiB`. Undefined where it is no size. */
export function parseSize(text: string): number | undefined {
  const [, count = '', unit = ''] = /^([\d.]+(?:e\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const [value, bytes] = [parseNumber(count), bytesIn[unit.toLowerCase()]];
  return value === undefined || bytes === undefined ? undefined : value * bytes;
}

/** From its beginning up to the beginning of the next one, in milliseconds since 1970. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

const minute = 60_000;
const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z?))?)?)?$/i;

/**
 * What a date covers where the person is: `2026`, `2026-11`, `2026-11-01`, `2026-11-01T14:30` (a minute), `today`,
 * `yesterday`; with a Z at its end a time is in UTC. Undefined where there is no such date.
 */
export function parseDate(text: string, now: Date): Period | undefined {
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday')
    return dayPeriod(now.getFullYear(), now.getMonth(), now.getDate() - (word === 'today' ? 0 : 1));
  const [, yearText, monthText, dayText, ...time] = date.exec(text) ?? [];
  if (yearText === undefined) return undefined;
  const [year, month, day] = [Number(yearText), Number(monthText ?? 1) - 1, Number(dayText ?? 1)];
  const calendar = new Date(Date.UTC(year, month, day));
  if (calendar.getUTCMonth() !== month || calendar.getUTCDate() !== day) return undefined;
  if (monthText === undefined) return { start: localTime(year, 0, 1), end: localTime(year + 1, 0, 1) };
  if (dayText === undefined) return { start: localTime(year, month, 1), end: localTime(year, month + 1, 1) };
  const [hours, minutes, seconds, zone] = time;
  if (hours === undefined) return dayPeriod(year, month, day);
  const start = Date.parse(
    `${yearText}-${monthText}-${dayText}T${hours}:${minutes}:${seconds ?? '00'}${zone === '' ? '' : 'Z'}`,
  );
  return Number.isNaN(start) ? undefined : { start, end: start + (seconds === undefined ? minute : 1000) };
}

function dayPeriod(year: number, month: number, day: number): Period {
  return { start: localTime(year, month, day), end: localTime(year, month, day + 1) };
}

/** Years below 100 are not those of the last century here. */
function localTime(year: number, month: number, day: number): number {
  const time = new Date(2000, 0, 1);
  time.setFullYear(year, month, day);
  return time.getTime();
}
