// The sample of a control task as page content: a drawing of the plane for the policy before adapting, and one for
// after.

import { formatTick } from '../../src/words/formatFigures.ts';
import { guard, html, type SVGTemplateResult, svg, type TemplateResult } from '../html.ts';
import type { DrawnTrajectory, PathPlot, PathSampleView, PlanePoint as Point } from './pathSampleView.ts';

/** Pixels of the drawing; it is scaled to the room that there is. */
const size = 240;
const margin = { left: 34, right: 8, top: 8, bottom: 20 };
const farOutside = 100 * size;
const inner = { width: size - margin.left - margin.right, height: size - margin.top - margin.bottom };

export function pathSample(view: PathSampleView): TemplateResult {
  // Paths have tens of thousands of points, and stay as they are while the page is drawn again and again.
  const looks = [view.task, ...view.plots.map(({ title }) => title)];
  return html`<div class="path-plots">${guard(looks, () => view.plots.map((plot) => drawPlot(view, plot)))}</div>`;
}

function drawPlot(view: PathSampleView, plot: PathPlot): TemplateResult {
  return html`
    <figure class="path-plot">
      <figcaption><span class="path-title">${plot.title}</span><span class="path-caption">${plot.caption}</span></figcaption>
      ${drawPlane(view, plot)}
    </figure>`;
}

function drawPlane(view: PathSampleView, plot: PathPlot): TemplateResult {
  const place = createScale(view);
  return html`
    <svg viewBox="0 0 ${size} ${size}" class="plane" role="img" aria-label=${plot.summary}>
      ${drawGrid(view, place)}
      ${drawGoal(view, place)}
      ${plot.trajectories.map((trajectory) => drawTrajectory(trajectory, plot.ink, place))}
    </svg>`;
}

type Place = (point: Point) => Point;

/** From the plane to the drawing: one scale for both directions, so that distances can be compared. */
function createScale({ task: { bounds } }: PathSampleView): Place & { readonly unit: number } {
  const [width, height] = [bounds.x[1] - bounds.x[0], bounds.y[1] - bounds.y[0]];
  const unit = Math.min(inner.width / width, inner.height / height);
  const left = margin.left + (inner.width - unit * width) / 2;
  const bottom = size - margin.bottom - (inner.height - unit * height) / 2;
  const place = ([x, y]: Point): Point => [left + unit * (x - bounds.x[0]), bottom - unit * (y - bounds.y[0])];
  return Object.assign(place, { unit });
}

function drawGrid({ task: { bounds }, xTicks, yTicks }: PathSampleView, place: Place): SVGTemplateResult[] {
  const vertical = xTicks.flatMap((x) => {
    const [from, to] = [place([x, bounds.y[0]]), place([x, bounds.y[1]])];
    return [line(from, to, 'plane-grid'), text([from[0], from[1] + 14], formatTick(x), 'middle')];
  });
  const horizontal = yTicks.flatMap((y) => {
    const [from, to] = [place([bounds.x[0], y]), place([bounds.x[1], y])];
    return [line(from, to, 'plane-grid'), text([from[0] - 5, from[1] + 3.5], formatTick(y), 'end')];
  });
  return [...vertical, ...horizontal];
}

function drawGoal(
  { task: { goal, goalRadius } }: PathSampleView,
  place: Place & { readonly unit: number },
): SVGTemplateResult[] {
  const [x, y] = place(goal);
  const arm = 6;
  const circle = goalRadius === null ? [] : [ring([x, y], Math.max(3, goalRadius * place.unit), 'plane-goal-area')];
  return [
    ...circle,
    line([x - arm, y - arm], [x + arm, y + arm], 'plane-goal'),
    line([x - arm, y + arm], [x + arm, y - arm], 'plane-goal'),
  ];
}

function drawTrajectory({ path, finalPose }: DrawnTrajectory, ink: string, place: Place): SVGTemplateResult[] {
  const start = path[0];
  const end = path.at(-1);
  return [
    ...(finalPose.length === 0 ? [] : [polyline(finalPose.map(place), `plane-arm ink-${ink}`)]),
    ...finalPose.map((joint) => ring(place(joint), 2.5, `plane-joint ink-${ink}`)),
    polyline(path.map(place), `plane-path ink-${ink}`),
    ...(start === undefined ? [] : [ring(place(start), 3.5, `plane-start ink-${ink}`)]),
    ...(end === undefined ? [] : [ring(place(end), 3, `plane-end ink-${ink}`)]),
  ];
}

function line([x1, y1]: Point, [x2, y2]: Point, className: string): SVGTemplateResult {
  return svg`<line x1=${pixels(x1)} y1=${pixels(y1)} x2=${pixels(x2)} y2=${pixels(y2)} class=${className}></line>`;
}

function polyline(points: readonly Point[], className: string): SVGTemplateResult {
  const places = points.map(([x, y]) => `${pixels(x)},${pixels(y)}`).join(' ');
  return svg`<polyline points=${places} class=${className}></polyline>`;
}

function ring([cx, cy]: Point, radius: number, className: string): SVGTemplateResult {
  return svg`<circle cx=${pixels(cx)} cy=${pixels(cy)} r=${pixels(radius)} class=${className}></circle>`;
}

function text([x, y]: Point, content: string, anchor: 'middle' | 'end'): SVGTemplateResult {
  return svg`<text x=${pixels(x)} y=${pixels(y)} text-anchor=${anchor} class="plane-tick">${content}</text>`;
}

/** What lies far outside of the drawing may lie anywhere there: an attribute has no room for every number. */
function pixels(value: number): string {
  return Math.max(-farOutside, Math.min(farOutside, value)).toFixed(1);
}
