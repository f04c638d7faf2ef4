// Entry of the compare page: messages go into the model, the model goes onto the page; at once for what a person does,
// and now and then for what many runs report.

import '../styles/compare.css';
import { Charts } from '../charts/charts.ts';
import { registerCharts } from '../charts/registerCharts.ts';
import { registerControls } from '../controls.ts';
import { render } from '../html.ts';
import { readPalette, watchTheme } from '../theme.ts';
import { speakBy } from '../translate.ts';
import type { CompareContext } from './context.ts';
import { connectCompareHost } from './host.ts';
import { type CompareAction, initialCompareModel, reduceCompare } from './model.ts';
import { chosenTask, comparedTasks, runsSideBySide } from './oneTask/comparedTasks.ts';
import { drawComparePage } from './page.ts';

/** Runs at work report ten times a second, each: drawing all charts each time would leave no time for anything else. */
const millisecondsBetweenReports = { delta: 500, snapshot: 50 } as const;
/** Drawing reports takes one part in so many of the time, however long it takes. */
const shareOfReports = 4;

speakBy(document.body.dataset.translations);
registerControls();
registerCharts();

const host = connectCompareHost();
const announce = (text: string): void => dispatch({ kind: 'say', text });
const charts = new Charts({
  zoomed: (chart, isZoomed) => dispatch({ kind: 'look', change: { kind: 'zoom', chart, isZoomed } }),
  announce,
  failuresChanged: requestUpdate,
});
const page: CompareContext = {
  charts,
  dispatch,
  announce,
  post: host.post,
  look: (change) => dispatch({ kind: 'look', change }),
};
let model = initialCompareModel(host.savedChoices, host.savedHidden);
let palette = readPalette();
let isFrameRequested = false;
let reportTimer: ReturnType<typeof setTimeout> | undefined;
let drawnAt = Number.NEGATIVE_INFINITY;
let drawingTook = 0;
let askedSamples = '';

host.listen(dispatch);
watchTheme(() => {
  palette = readPalette();
  requestUpdate();
});
requestUpdate();
host.post({ kind: 'ready' });

function dispatch(action: CompareAction): void {
  const before = model;
  model = reduceCompare(before, action);
  if (model === before) return;
  if (model.choices !== before.choices || model.hidden !== before.hidden || model.runs !== before.runs)
    host.save(model);
  askForSamples();
  if (action.kind === 'delta' || action.kind === 'snapshot') reportLater(millisecondsBetweenReports[action.kind]);
  else requestUpdate();
}

/** Samples are told of those runs alone that stand side by side. */
function askForSamples(): void {
  const runKeys = runsSideBySide(chosenTask(comparedTasks(model), model), model).map(({ runKey }) => runKey);
  const asked = JSON.stringify(runKeys);
  if (asked === askedSamples) return;
  askedSamples = asked;
  host.post({ kind: 'showSamples', runKeys });
}

function reportLater(milliseconds: number): void {
  if (reportTimer !== undefined) return;
  const wait = drawnAt + Math.max(milliseconds, shareOfReports * drawingTook) - performance.now();
  reportTimer = setTimeout(requestUpdate, Math.max(0, wait));
}

function requestUpdate(): void {
  clearTimeout(reportTimer);
  reportTimer = undefined;
  if (isFrameRequested) return;
  isFrameRequested = true;
  requestAnimationFrame(() => {
    isFrameRequested = false;
    const startedAt = performance.now();
    render(drawComparePage(model, page), document.body);
    charts.draw(palette);
    drawnAt = performance.now();
    drawingTook = drawnAt - startedAt;
  });
}
