// A line chart as SVG: curves with the bands of their intervals, axes with round values. Colours are classes of the page.

import { htmlText } from '../../base/webText.ts';
import type { FoldedCurve } from '../../panel/foldCurves.ts';
import { type DrawnColour, runDashes } from '../../panel/runColours.ts';
import { roundTicks } from '../../panel/ticks.ts';
import { formatTick } from '../../words/formatFigures.ts';

export interface DrawnCurve extends FoldedCurve {
  readonly title: string;
  readonly colour: DrawnColour;
}

const [width, height] = [640, 300];
const inside = { left: 62, right: 12, top: 10, bottom: 40 };

/** Undefined where no curve has two figures. @param label of the x axis */
export function drawChart(title: string, label: string, curves: readonly DrawnCurve[]): string | undefined {
  const drawn = curves.filter(({ points }) => points.filter(({ y }) => Number.isFinite(y)).length > 1);
  const [xs, ys] = [new Extent(), new Extent()];
  for (const { points } of drawn)
    for (const { x, y } of points) {
      if (!Number.isFinite(y)) continue;
      xs.add(x);
      ys.add(y);
    }
  if (drawn.length === 0) return undefined;
  const x = scale(xs, inside.left, width - inside.right);
  const y = scale(ys, height - inside.bottom, inside.top);
  const name = htmlText(title);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">`,
    `<clipPath id="c"><rect x="${inside.left}" y="0" width="${width - inside.left}" height="${height - inside.bottom}"/></clipPath>`,
    ...roundTicks(ys.least, ys.most, 6, false).map((tick) => {
      const at = round(y(tick));
      return `<path class="grid" d="M${inside.left} ${at}H${width - inside.right}"/><text x="${inside.left - 6}" y="${at + 4}" text-anchor="end">${htmlText(formatTick(tick))}</text>`;
    }),
    ...roundTicks(xs.least, xs.most, 8, true).map((tick) => {
      const at = round(x(tick));
      return `<path class="grid" d="M${at} ${height - inside.bottom}v5"/><text x="${at}" y="${height - inside.bottom + 18}" text-anchor="middle">${htmlText(formatTick(tick))}</text>`;
    }),
    `<text x="${(inside.left + width) / 2}" y="${height - 6}" text-anchor="middle">${htmlText(label)}</text>`,
    ...drawn.map((curve) => drawCurve(curve, x, y)),
    '</svg>',
  ].join('');
}

type Scale = (value: number) => number;

function drawCurve({ title, points, halfWidths, colour }: DrawnCurve, x: Scale, y: Scale): string {
  const known = points.flatMap((point, place) =>
    Number.isFinite(point.y) ? [{ ...point, reach: halfWidths[place] ?? Number.NaN }] : [],
  );
  const at = (place: { readonly x: number }, value: number) => `${round(x(place.x))} ${round(y(value))}`;
  const line = known.map((point) => at(point, point.y)).join('L');
  const wide = known.filter(({ reach }) => Number.isFinite(reach));
  const [above, below] = [1, -1].map((side) => wide.map((point) => at(point, point.y + side * point.reach)));
  const band =
    wide.length > 1
      ? `<path class="band ${colour.hue}" d="M${[...(above ?? []), ...(below ?? []).toReversed()].join('L')}Z"/>`
      : '';
  const dash = dashOf(colour);
  return `<g clip-path="url(#c)">${band}<path class="line ${colour.hue}"${dash} d="M${line}"><title>${htmlText(title)}</title></path></g>`;
}

/** As an attribute. */
export function dashOf({ dash }: DrawnColour): string {
  return dash === 'solid' ? '' : ` stroke-dasharray="${runDashes[dash].join(' ')}"`;
}

class Extent {
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.least = Math.min(this.least, value);
    this.most = Math.max(this.most, value);
  }
}

/** What lies at one value alone is drawn in the middle. */
function scale({ least, most }: Extent, from: number, to: number): Scale {
  return most > least ? (value) => from + ((value - least) / (most - least)) * (to - from) : () => (from + to) / 2;
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
