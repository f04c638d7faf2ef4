// A curve in the terminal: braille dots (or asterisks) over labelled axes.

import type { Symbols } from './symbols.ts';

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface CurveOptions {
  /** Cells of the whole picture, labels included; at least 30 × 6. */
  readonly width: number;
  readonly height: number;
  readonly symbols: Symbols;
  readonly xTitle: string;
  readonly formatY: (y: number) => string;
  /** A dotted horizontal line, for instance what the random initialization reaches. */
  readonly reference?: { readonly y: number; readonly label: string };
  /** Colours the curve's cells. */
  readonly paint?: (cells: string) => string;
}

/**
 * Draws `points` (ascending x; points with a value that is not finite are left out) as lines of text; undefined below
 * two points.
 */
export function drawCurve(points: readonly CurvePoint[], options: CurveOptions): string | undefined {
  const finite = points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const first = finite[0];
  const last = finite.at(-1);
  if (first === undefined || last === undefined || first.x === last.x) return undefined;
  const { symbols, reference, formatY } = options;
  const mostRows = Math.max(4, options.height - 3);
  const heights = [...finite.map((point) => point.y), ...(reference === undefined ? [] : [reference.y])];
  const yTicks = chooseTicks(Math.min(...heights), Math.max(...heights), Math.max(2, Math.floor(mostRows / 2)));
  // Ticks stand at even distances only where a whole number of rows lies between them.
  const intervals = yTicks.length - 1;
  const rows = intervals * Math.max(1, Math.floor((mostRows - 1) / intervals)) + 1;
  const yLow = yTicks[0] ?? 0;
  const yHigh = yTicks.at(-1) ?? 1;
  const labelWidth = Math.max(...yTicks.map((tick) => formatY(tick).length));
  const columns = Math.max(20, options.width - labelWidth - 3);
  const canvas = symbols.unicode ? createBrailleCanvas(columns, rows) : createAsciiCanvas(columns, rows);
  const toX = (x: number) => Math.round(((x - first.x) / (last.x - first.x)) * (canvas.width - 1));
  const toY = (y: number) => Math.round(((yHigh - y) / (yHigh - yLow)) * (canvas.height - 1));
  if (reference !== undefined) {
    for (let x = 0; x < canvas.width; x += 4) canvas.set(x, toY(reference.y));
  }
  for (let index = 1; index < finite.length; index++) {
    const from = finite[index - 1] ?? first;
    const to = finite[index] ?? last;
    drawLine(canvas, toX(from.x), toY(from.y), toX(to.x), toY(to.y));
  }
  const cellOfTick = new Map(yTicks.map((tick) => [Math.floor((toY(tick) / canvas.height) * rows), tick]));
  const paint = options.paint ?? ((cells: string) => cells);
  const picture = canvas.rows().map((cells, row) => {
    const tick = cellOfTick.get(row);
    const label = (tick === undefined ? '' : formatY(tick)).padStart(labelWidth);
    return `${label} ${tick === undefined ? symbols.axis.vertical : symbols.axis.tickLeft}${paint(cells)}`.trimEnd();
  });
  const legend = reference === undefined ? '' : `   (dotted: ${reference.label})`;
  const indent = ' '.repeat(labelWidth + 1);
  return [...picture, ...drawXAxis(first.x, last.x, columns, indent, symbols), `${indent} ${options.xTitle}${legend}`]
    .map((line) => `${line}\n`)
    .join('');
}

/** Round numbers, evenly spaced, that enclose low … high: about `count` intervals. */
export function chooseTicks(low: number, high: number, count: number): number[] {
  const span = high > low ? high - low : Math.max(Math.abs(low) * 0.1, 1e-6);
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((candidate) => candidate * power >= rough * 0.999) ?? 10);
  const firstStep = Math.floor(low / step + 1e-9);
  const lastStep = Math.max(firstStep + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: lastStep - firstStep + 1 }, (_, index) =>
    Number(((firstStep + index) * step).toPrecision(12)),
  );
}

function drawXAxis(low: number, high: number, columns: number, indent: string, symbols: Symbols): string[] {
  const ticks = chooseTicks(low, high, Math.max(2, Math.floor(columns / 14))).filter(
    (tick) => tick >= low && tick <= high,
  );
  const line = new Array<string>(columns).fill(symbols.axis.horizontal);
  let labels = '';
  for (const tick of ticks) {
    const column = Math.round(((tick - low) / (high - low)) * (columns - 1));
    const text = tick.toLocaleString('en-US');
    const start = Math.max(0, Math.min(columns - text.length, column - Math.floor(text.length / 2)));
    if (labels.length > 0 && start <= labels.length) continue;
    line[column] = symbols.axis.tickBelow;
    labels = labels.padEnd(start) + text;
  }
  return [`${indent}${symbols.axis.corner}${line.join('')}`, `${indent} ${labels}`];
}

/** Dots of a picture; one cell of text holds one or several. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  set(x: number, y: number): void;
  rows(): string[];
}

// Bits of a braille pattern by row and column of its dots (Unicode, block U+2800).
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

function createBrailleCanvas(columns: number, rows: number): Canvas {
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  return {
    width: columns * 2,
    height: rows * 4,
    set(x, y) {
      const row = cells[y >> 2];
      const bit = brailleBits[y & 3]?.[x & 1];
      if (row !== undefined && bit !== undefined) row[x >> 1] = (row[x >> 1] ?? 0) | bit;
    },
    rows: () =>
      cells.map((row) => Array.from(row, (bits) => (bits === 0 ? ' ' : String.fromCodePoint(0x2800 + bits))).join('')),
  };
}

function createAsciiCanvas(columns: number, rows: number): Canvas {
  const cells = Array.from({ length: rows }, () => new Array<string>(columns).fill(' '));
  return {
    width: columns,
    height: rows,
    set(x, y) {
      const row = cells[y];
      if (row !== undefined) row[x] = '*';
    },
    rows: () => cells.map((row) => row.join('')),
  };
}

// Bresenham's line.
function drawLine(canvas: Canvas, fromX: number, fromY: number, toX: number, toY: number): void {
  const width = Math.abs(toX - fromX);
  const height = -Math.abs(toY - fromY);
  const stepX = fromX < toX ? 1 : -1;
  const stepY = fromY < toY ? 1 : -1;
  let x = fromX;
  let y = fromY;
  let error = width + height;
  for (;;) {
    canvas.set(x, y);
    if (x === toX && y === toY) return;
    const doubled = 2 * error;
    if (doubled >= height) {
      error += height;
      x += stepX;
    }
    if (doubled <= width) {
      error += width;
      y += stepY;
    }
  }
}
