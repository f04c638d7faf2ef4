// The quantities that are measured on held-out tasks, as the terminal writes them.

import type { Quantity } from '../experiment/quantities.ts';
import type { PublishedFigure } from '../experiment/schema.ts';
import type { Measurement } from '../runs/figureOfMerit.ts';
import {
  type FigureSymbols,
  formatInterval,
  formatNumber,
  formatPercentMeasurement,
  formatPercentNumber,
  formatShare,
} from './terminalFigures.ts';

/** `93.2 ± 0.7 %`, `0.2134 ± 0.0121` */
export function formatMeasurement(quantity: Quantity, measured: Measurement, symbols: FigureSymbols): string {
  return isShare(quantity) ? formatPercentMeasurement(measured, symbols) : formatInterval(measured, symbols);
}

/** `93.2 %`, `0.2134` */
export function formatValue(quantity: Quantity, value: number): string {
  return isShare(quantity) ? formatShare(value) : formatNumber(value);
}

/** `95 %`, `0.2134`, beside an axis. */
export function formatAxisValue(quantity: Quantity, value: number): string {
  return isShare(quantity) ? `${Number((100 * value).toFixed(1))} %` : formatNumber(value);
}

/** A published figure in the digits that papers print: `95.39 ± 0.09 %`. */
export function formatPublishedFigure({ figure, value, ci95 }: PublishedFigure, symbols: FigureSymbols): string {
  if (!isShare(figure)) return ci95 === undefined ? formatNumber(value) : formatInterval({ value, ci95 }, symbols);
  const interval = ci95 === undefined ? '' : ` ${symbols.plusMinus} ${formatPercentNumber(ci95, 2)}`;
  return `${formatPercentNumber(value, 2)}${interval} %`;
}

/** `+1.20 points`, `-0.0123` */
export function formatDifference(quantity: Quantity, difference: number): string {
  if (Number.isNaN(difference)) return formatNumber(difference);
  const [sign, size] = [signOf(difference), Math.abs(difference)];
  return isShare(quantity) ? `${sign}${formatPercentNumber(size, 2)} points` : `${sign}${formatNumber(size)}`;
}

/** `+1.20 ± 0.35 points`, `-0.0123 ± 0.0045` */
export function formatMeasuredDifference(
  quantity: Quantity,
  { value, ci95 }: Measurement,
  symbols: FigureSymbols,
): string {
  if (!Number.isFinite(ci95)) return formatDifference(quantity, value);
  const [sign, size] = [signOf(value), Math.abs(value)];
  return isShare(quantity)
    ? `${sign}${formatPercentNumber(size, 2)} ${symbols.plusMinus} ${formatPercentNumber(ci95, 2)} points`
    : `${sign}${formatNumber(size)} ${symbols.plusMinus} ${formatNumber(ci95)}`;
}

function isShare(quantity: Quantity): boolean {
  return quantity === 'accuracy';
}

function signOf(difference: number): string {
  return difference < 0 ? '-' : '+';
}
