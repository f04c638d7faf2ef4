// Entry of the panel's page: messages go into the model, the model goes onto the page, at most once for each animation
// frame.

import './styles/evaluations.css';
import type { RunMessage } from '../src/panel/panelMessages.ts';
import { newsOf } from './announcements.ts';
import { Charts } from './charts/charts.ts';
import { registerCharts } from './charts/registerCharts.ts';
import { registerControls } from './controls.ts';
import { connectHost } from './host.ts';
import { render } from './html.ts';
import { initialModel, type PanelAction, reduce } from './model.ts';
import { drawPage } from './page.ts';
import type { PageContext } from './pageContext.ts';
import { readPalette, watchTheme } from './theme.ts';
import { speakBy } from './translate.ts';

/** After this time without any effect of a request its button can be pressed again. */
const requestPatienceMilliseconds = 10_000;

speakBy(document.body.dataset.translations);
registerControls();
registerCharts();

const host = connectHost();
const { runKey } = host;
const announce = (text: string): void => dispatch({ kind: 'say', text });
const charts = new Charts({
  zoomed: (chart, isZoomed) => dispatch({ kind: 'look', runKey, change: { kind: 'zoom', chart, isZoomed } }),
  announce,
  failuresChanged: requestUpdate,
});
const page: PageContext = {
  runKey,
  charts,
  dispatch,
  post,
  announce,
  look: (change) => dispatch({ kind: 'look', runKey, change }),
};
let model = initialModel([runKey], host.savedChoices);
let palette = readPalette();
let frameRequested = false;

host.listen(dispatch);
watchTheme(() => {
  palette = readPalette();
  requestUpdate();
});
requestUpdate();
host.post({ kind: 'ready' });

function dispatch(action: PanelAction): void {
  const before = model;
  model = reduce(before, action);
  if (model === before) return;
  if (model.choices !== before.choices) host.saveChoices(model.choices);
  const news = newsOf(before.runs.get(runKey)?.content, model.runs.get(runKey)?.content);
  if (news !== '') dispatch({ kind: 'say', text: news });
  requestUpdate();
}

function post(message: RunMessage): void {
  host.post(message);
  if (message.kind !== 'control') return;
  const { runKey: asked, request } = message;
  dispatch({ kind: 'requested', runKey: asked, request });
  const content = model.runs.get(asked)?.content;
  const pending = content?.kind === 'live' ? content.pending : null;
  if (pending === null) return;
  setTimeout(() => dispatch({ kind: 'requestExpired', runKey: asked, pending }), requestPatienceMilliseconds);
}

function requestUpdate(): void {
  if (frameRequested) return;
  frameRequested = true;
  requestAnimationFrame(() => {
    frameRequested = false;
    render(drawPage(model, page), document.body);
    charts.draw(palette);
  });
}
