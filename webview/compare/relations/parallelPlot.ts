// Parallel axes on the page: what is dragged over an axis is marked, and two handles on it do the same by keys.

import { runDashes } from '../../../src/panel/runColours.ts';
import { html, type SVGTemplateResult, svg, type TemplateResult } from '../../html.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import { moveEnd, orNothing } from './brushes.ts';
import type { ParallelAxis, ParallelLine, ParallelView } from './parallelView.ts';

/** In pixels. */
const size = { height: 280, width: 900, spacing: { least: 150, most: 300 } };
const margins = { side: 76, top: 40, bottom: 18 };
/** Around an axis, where it can be dragged over; and of what is dragged less is a click. */
const reach = { width: 36, least: 4 };
const bottom = size.height - margins.bottom;
const above = (share: number): number => bottom - share * (bottom - margins.top);

export function parallelPlot({ axes, lines, summary }: ParallelView, page: CompareContext): TemplateResult {
  const { least, most } = size.spacing;
  const spacing = Math.max(least, Math.min(most, size.width / (axes.length - 1)));
  const along = (axis: number): number => margins.side + axis * spacing;
  const width = 2 * margins.side + (axes.length - 1) * spacing;
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${translate('Parallel axes')}>
      <svg class="parallel" width=${width} height=${size.height} role="group" aria-label=${summary}>
        ${lines.map((line) => drawLine(line, along, page))}
        ${axes.map((axis, place) => drawAxis(axis, along(place), page))}
      </svg>
    </div>`;
}

type Along = (axis: number) => number;

function drawLine(
  { key, places, colour, look, description }: ParallelLine,
  along: Along,
  { dispatch }: CompareContext,
) {
  const classes = `parallel-line ink-run-${colour.hue} is-${look}`;
  return svg`
    <path class=${classes} d=${pathThrough(places, along)} stroke-dasharray=${runDashes[colour.dash].join(' ')}
      @mouseenter=${() => dispatch({ kind: 'light', runKeys: [key] })} @mouseleave=${() => dispatch({ kind: 'light', runKeys: [] })}>
      <title>${description}</title>
    </path>`;
}

/** Broken where the run has no value. */
function pathThrough(places: ParallelLine['places'], along: Along): string {
  return places
    .map((place, axis) => {
      if (place === undefined) return '';
      const begins = axis === 0 || places[axis - 1] === undefined;
      return `${begins ? 'M' : 'L'}${along(axis)} ${above(place).toFixed(1)}`;
    })
    .join('');
}

function drawAxis(axis: ParallelAxis, x: number, page: CompareContext): SVGTemplateResult {
  const { title, ticks, low, high, isMarked } = axis;
  return svg`
    <g>
      <text class=${isMarked ? 'plot-title is-marked' : 'plot-title'} x=${x} y="16" text-anchor="middle">${title}</text>
      <line class="plot-axis" x1=${x} x2=${x} y1=${margins.top} y2=${bottom}></line>
      ${ticks.map(({ place, text }) => svg`<text class="plot-tick" x=${x - 13} y=${above(place) + 4} text-anchor="end">${text}</text>`)}
      <rect class="axis-reach" x=${x - reach.width / 2} width=${reach.width} y=${margins.top - 6} height=${bottom - margins.top + 12}
        @pointerdown=${(event: PointerEvent) => drag(event, axis, page)}></rect>
      ${isMarked ? svg`<rect class="axis-mark" x=${x - 6} width="12" y=${above(high)} height=${Math.max(2, above(low) - above(high))}></rect>` : []}
      ${drawHandle(axis, 'high', x, page)}
      ${drawHandle(axis, 'low', x, page)}
    </g>`;
}

function drawHandle(axis: ParallelAxis, end: 'low' | 'high', x: number, page: CompareContext): SVGTemplateResult {
  const share = axis[end];
  const [word, text] = end === 'low' ? [translate('at least'), axis.lowText] : [translate('at most'), axis.highText];
  return svg`
    <rect class=${axis.isMarked ? 'axis-handle is-marked' : 'axis-handle'} tabindex="0" role="slider" aria-orientation="vertical"
      aria-label=${`${axis.title}, ${word}`} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)} aria-valuetext=${text}
      x=${x - 9} width="18" y=${above(share) - 3} height="6" rx="2"
      @pointerdown=${(event: PointerEvent) => drag(event, axis, page)} @keydown=${(event: KeyboardEvent) => pressKey(event, axis, end, page)}></rect>`;
}

const directions = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'up',
  ArrowLeft: 'down',
  Home: 'least',
  End: 'most',
} as const;

function pressKey(
  event: KeyboardEvent,
  { dimension, ...axis }: ParallelAxis,
  end: 'low' | 'high',
  page: CompareContext,
): void {
  const isDirection = (key: string): key is keyof typeof directions => Object.hasOwn(directions, key);
  if (event.key === 'Escape' || event.key === 'Delete')
    page.dispatch({ kind: 'brush', id: dimension.id, brush: undefined });
  else if (isDirection(event.key)) {
    const brush = axis.isMarked ? { low: axis.placeAt(axis.low), high: axis.placeAt(axis.high) } : undefined;
    page.dispatch({ kind: 'brush', id: dimension.id, brush: moveEnd(dimension, brush, end, directions[event.key]) });
  } else return;
  event.preventDefault();
}

/** A click takes the mark away. */
function drag(event: PointerEvent, axis: ParallelAxis, page: CompareContext): void {
  const plot = event.currentTarget instanceof SVGElement ? event.currentTarget.ownerSVGElement : null;
  if (plot === null || event.button !== 0) return;
  event.preventDefault();
  const { dimension } = axis;
  const shareAt = (moved: PointerEvent) =>
    (bottom - (moved.clientY - plot.getBoundingClientRect().top)) / (bottom - margins.top);
  const from = shareAt(event);
  const mark = (moved: PointerEvent): void => {
    const to = shareAt(moved);
    const isClick = Math.abs(to - from) * (bottom - margins.top) < reach.least;
    const ends = [axis.placeAt(Math.min(from, to)), axis.placeAt(Math.max(from, to))] as const;
    const brush = isClick ? undefined : orNothing(dimension, { low: ends[0], high: ends[1] });
    page.dispatch({ kind: 'brush', id: dimension.id, brush });
  };
  const end = (moved: PointerEvent): void => {
    mark(moved);
    plot.removeEventListener('pointermove', mark);
    plot.removeEventListener('pointerup', end);
    plot.removeEventListener('pointercancel', end);
  };
  plot.setPointerCapture(event.pointerId);
  plot.addEventListener('pointermove', mark);
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
}
