// Figures as a person reads them in the panel, the run browser and messages: three significant digits for losses, one
// decimal for percentages, always with their interval.

import type { PublishedFigure } from '../experiment/schema.ts';

const noBreak = '\u00a0';
/** Stands where there is no figure yet. */
export const missing = '–';

/** A hundred years in seconds: no training takes as long. */
export const longestDuration = 100 * 365 * 86_400;

const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const upToThreeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** `12,345` */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return missing;
  if (Math.abs(value) >= 1e15) return toExponent(value, 2);
  return wholeNumber.format(value);
}

/** Three significant digits; an exponent below 0.001 and from a million on. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  return needsExponent(magnitude) ? toExponent(value, 2) : threeDigits.format(value);
}

/**
 * `0.312 ± 0.012`: as many decimals as the loss needs for three digits, or its interval for one; `0.312` where there is
 * no interval.
 */
export function formatLossInterval(value: number, ci95: number): string {
  if (!Number.isFinite(value) || !Number.isFinite(ci95)) return formatLoss(value);
  const magnitude = Math.abs(value);
  if (magnitude > 0 && needsExponent(magnitude)) return withInterval(formatLoss(value), toExponent(ci95, 1));
  const decimals = Math.min(6, Math.max(decimalsFor(magnitude, 3), decimalsFor(ci95, 1)));
  return withInterval(value.toFixed(decimals), fixed(ci95, decimals));
}

/** `93.2 %`, of a share between 0 and 1. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${fixed(share * 100, 1)}${noBreak}%` : formatNonFinite(share);
}

/** Below it an interval of a share would read as half or twice as wide with one decimal of a percentage. */
const narrowInterval = 0.002;

/** Decimals of a percentage beside an interval of this share. */
export function percentDecimals(ci95: number): number {
  return ci95 > 0 && ci95 < narrowInterval ? 2 : 1;
}

/** `93.2 ± 0.7 %`, `99.48 ± 0.06 %`: a second decimal where the interval is narrow. `93.2 %` where there is none. */
export function formatPercentInterval(share: number, ci95: number): string {
  if (!Number.isFinite(share) || !Number.isFinite(ci95)) return formatPercent(share);
  const decimals = percentDecimals(ci95);
  return `${withInterval(fixed(share * 100, decimals), fixed(ci95 * 100, decimals))}${noBreak}%`;
}

/** Whether the interval of a share has an end that no share can have. */
export function reachesBeyondShares(share: number, ci95: number): boolean {
  return share >= 0 && share <= 1 && Number.isFinite(ci95) && (share - ci95 < 0 || share + ci95 > 1);
}

/**
 * As `formatPercentInterval`, but `100.0 (54.9–100) %` where the interval of a share reaches beyond 0 or 1, which no mean
 * of shares does: it holds the mean as often without that part.
 */
export function formatShareInterval(share: number, ci95: number): string {
  if (!reachesBeyondShares(share, ci95)) return formatPercentInterval(share, ci95);
  const decimals = percentDecimals(ci95);
  const end = (value: number) => (value <= 0 ? '0' : value >= 1 ? '100' : fixed(100 * value, decimals));
  return `${fixed(100 * share, decimals)}${noBreak}(${end(share - ci95)}–${end(share + ci95)})${noBreak}%`;
}

/** `−12.3`: a return may be negative, and its minus sign is a true one. */
export function formatReturn(value: number): string {
  return withTrueMinus(formatLoss(value));
}

/** `−12.3 ± 0.8` */
export function formatReturnInterval(value: number, ci95: number): string {
  return withTrueMinus(formatLossInterval(value, ci95));
}

/**
 * A published figure as precisely as it was given, two decimals for percentages: `95.39 ± 0.09 %`, `0.250`, `−12.3 ±
 * 0.8`.
 */
export function formatPublished({ figure, value, ci95 }: PublishedFigure): string {
  switch (figure) {
    case 'accuracy': {
      const percent = (share: number): string => fixed(share * 100, 2);
      return `${ci95 === undefined ? percent(value) : withInterval(percent(value), percent(ci95))}${noBreak}%`;
    }
    case 'loss':
      return ci95 === undefined ? formatLoss(value) : formatLossInterval(value, ci95);
    case 'return':
      return ci95 === undefined ? formatReturn(value) : formatReturnInterval(value, ci95);
  }
}

/** Meta-iterations per second, without the unit. */
export function formatSpeed(perSecond: number | null): string {
  if (perSecond === null || !(perSecond >= 0 && perSecond < Number.POSITIVE_INFINITY)) return missing;
  if (perSecond > 0 && needsExponent(perSecond)) return toExponent(perSecond, 2);
  return perSecond >= 1000 ? wholeNumber.format(perSecond) : upToThreeDigits.format(perSecond);
}

/** The two largest units that matter: `8 s`, `3 min 20 s`, `1 h 05 min`, `2 d 3 h`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !(seconds < longestDuration)) return missing;
  const whole = Math.round(seconds);
  if (whole < 1) return `<${noBreak}1${noBreak}s`;
  if (whole < 60) return `${whole}${noBreak}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${noBreak}min ${pad(whole % 60)}${noBreak}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}${noBreak}h ${pad(minutes % 60)}${noBreak}min`;
  return `${Math.floor(hours / 24)}${noBreak}d ${hours % 24}${noBreak}h`;
}

/** `45 s`, `3.3 min`, `12 min`, `1.8 h`, `2.5 d`: two digits of a time that is foretold. */
export function formatDurationRoughly(seconds: number | null): string {
  if (seconds === null || !(seconds < longestDuration)) return missing;
  if (seconds < 1) return `<${noBreak}1${noBreak}s`;
  const [unit, size] =
    seconds < 99.5 ? ['s', 1] : seconds < 99.5 * 60 ? ['min', 60] : seconds < 48 * 3600 ? ['h', 3600] : ['d', 86_400];
  const amount = seconds / size;
  const whole = amount < 100 ? Math.round(amount) : Number(amount.toPrecision(2));
  return `${amount < 9.95 && unit !== 's' ? amount.toFixed(1) : whole}${noBreak}${unit}`;
}

/** A time in ISO 8601 as the person's country writes it. */
export function formatTime(time: string, options?: Intl.DateTimeFormatOptions): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? 'unknown time' : formatterOf(options ?? likeToLocaleString).format(moment);
}

const likeToLocaleString: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};
const formatters = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();

/**
 * Making one takes a hundred times as long as using it, and a list has thousands of times. `options`: a constant of the
 * caller's.
 */
function formatterOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formatters.get(options) ?? new Intl.DateTimeFormat(undefined, options);
  formatters.set(options, known);
  return known;
}

/** Share of the work that is done, rounded down so that 100 % means finished; the count where nobody knows how much there is. */
export function formatProgress(iteration: number, total: number): string {
  if (total === 0 && iteration > 0) return formatCount(iteration);
  const percent = Math.floor((100 * iteration) / total);
  return `${Number.isNaN(percent) ? 0 : Math.min(100, Math.max(0, percent))}${noBreak}%`;
}

/** An axis label: no more digits than it needs. */
export function formatTick(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  if (value === 0) return '0';
  return withTrueMinus(needsExponent(Math.abs(value)) ? toExponent(value) : String(Number(value.toPrecision(6))));
}

/** An axis label of a share between 0 and 1. */
export function formatPercentTick(share: number): string {
  return Number.isFinite(share * 100) ? `${Number((share * 100).toPrecision(4))}${noBreak}%` : formatNonFinite(share);
}

/** `1 held-out task`, `100 held-out tasks`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)}${noBreak}${count === 1 ? singular : plural}`;
}

/** The sign in front, not the one of an exponent. */
export function withTrueMinus(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)}` : text;
}

function withInterval(value: string, ci95: string): string {
  return `${value}${noBreak}±${noBreak}${ci95}`;
}

function toExponent(value: number, decimals?: number): string {
  return value.toExponential(decimals).replace('e+', 'e');
}

function needsExponent(magnitude: number): boolean {
  return magnitude < 1e-3 || magnitude >= 1e6;
}

/** Neither the hundreds of digits of a number that is out of all reason, nor of one that is none. */
function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return missing;
  return Math.abs(value) < 1e9 ? value.toFixed(decimals) : toExponent(value, 2);
}

function decimalsFor(magnitude: number, digits: number): number {
  return magnitude > 0 ? Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude))) : 0;
}

function formatNonFinite(value: number): string {
  return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** With a large first letter, as what stands for itself begins. */
export function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
