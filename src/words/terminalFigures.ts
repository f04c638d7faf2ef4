// Figures as the terminal writes them: plain characters, in digits that stand under each other.

import type { Measurement } from '../runs/figureOfMerit.ts';
import { formatDurationRoughly, formatQuantity, longestDuration, percentDecimals } from './formatFigures.ts';

/** What of the terminal's symbols figures need. */
export interface FigureSymbols {
  readonly plusMinus: string;
}

/** Stands where a number says nothing. */
const unknown = '?';

/** `93.2 ± 0.7 %` from shares in 0 … 1; `98.90 ± 0.10 %` where the interval is narrow enough to tell. */
export function formatPercentMeasurement({ value, ci95 }: Measurement, symbols: FigureSymbols): string {
  if (!Number.isFinite(value) || !Number.isFinite(ci95)) return formatShare(value);
  const decimals = percentDecimals(ci95);
  return `${formatPercentNumber(value, decimals)} ${symbols.plusMinus} ${formatPercentNumber(ci95, decimals)} %`;
}

/** `0.2134 ± 0.0121`: four significant digits, and as many decimals for the interval. */
export function formatInterval(measured: Measurement, symbols: FigureSymbols): string {
  if (!Number.isFinite(measured.value) || !Number.isFinite(measured.ci95)) return formatNumber(measured.value);
  const interval = fixed(measured.ci95, decimalsFor(measured.value));
  return `${formatNumber(measured.value)} ${symbols.plusMinus} ${interval}`;
}

/** Four significant digits, never in exponents between 1e-4 and 1e6. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? 'infinite' : '-infinite';
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)) return value.toExponential(3);
  return value.toFixed(decimalsFor(value));
}

/** `112 it/s`, `3.4 it/s`, or for slow work `12 s/it`, of units named `unit`. */
export function formatRate(perSecond: number, unit = 'it'): string {
  if (!Number.isFinite(perSecond) || perSecond >= 1e9) return `${unknown} ${unit}/s`;
  if (perSecond >= 100) return `${perSecond.toFixed(0)} ${unit}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)} ${unit}/s`;
  if (perSecond > 1e-9) return `${(1 / perSecond).toFixed(1)} s/${unit}`;
  return `0 ${unit}/s`;
}

/** `0:07`, `12:30`, `3:05:00`, `2 d 04:00` from seconds; `?` where they are no time that a person could wait for. */
export function formatClock(seconds: number): string {
  if (!(seconds < longestDuration)) return unknown;
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return `${days} d ${twoDigits(hours)}:${twoDigits(minutes)}`;
  if (hours > 0) return `${hours}:${twoDigits(minutes)}:${twoDigits(whole % 60)}`;
  return `${minutes}:${twoDigits(whole % 60)}`;
}

/**
 * `just now`, `5 min ago`, `3 h ago`, `2 d ago` from two times in milliseconds; clocks of two machines may differ by
 * minutes.
 */
export function formatAge(from: number, now: number): string {
  const minutes = Math.floor((now - from) / 60_000);
  if (!Number.isFinite(minutes)) return 'at an unknown time';
  if (minutes < -60) return 'in the future';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / (24 * 60))} d ago`;
}

/** `1 run`, `12 runs` */
export function formatPlainQuantity(count: number, singular: string): string {
  return formatQuantity(count, singular).replaceAll('\u00a0', ' ');
}

/** `45 s`, `3.3 min`: of a time that is foretold. */
export function formatPlainDurationRoughly(seconds: number): string {
  return formatDurationRoughly(seconds).replaceAll('\u00a0', ' ');
}

/** `93.2 %` from a share in 0 … 1; `not a number` after an adaptation that diverged. */
export function formatShare(share: number): string {
  return Number.isFinite(share) ? `${formatPercentNumber(share)} %` : formatNumber(share);
}

/** `93.2` from a share in 0 … 1. */
export function formatPercentNumber(share: number, decimals = 1): string {
  return Number.isFinite(100 * share) ? fixed(100 * share, decimals) : unknown;
}

function decimalsFor(value: number): number {
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return Math.min(7, Math.max(0, 3 - magnitude));
}

/** Without the hundreds of digits of a number that is out of all reason. */
function fixed(value: number, decimals: number): string {
  return Math.abs(value) < 1e9 ? value.toFixed(decimals) : value.toExponential(3);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
