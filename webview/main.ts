// Entry of the panel's page: messages go into the model, the model goes onto the page, at most once for each animation frame.

import './styles/theme.css';
import './styles/page.css';
import './styles/head.css';
import './styles/charts.css';
import './styles/sample.css';
import './styles/paths.css';
import './styles/evaluations.css';
import type { PanelMessage } from '../src/panel/panelMessages.ts';
import { registerCharts } from './charts/registerCharts.ts';
import { registerControls } from './controls.ts';
import { connectHost } from './host.ts';
import { initialModel, type PanelAction, reduce } from './model.ts';
import { createPage } from './page.ts';
import { readPalette, watchTheme } from './theme.ts';

/** After this time without any effect of a request its button can be pressed again. */
const requestPatienceMilliseconds = 10_000;

registerControls();
registerCharts();

const host = connectHost();
const page = createPage(host.runKey, post, (choices) => dispatch({ kind: 'choose', choices }));
document.body.append(page.element);
let model = initialModel([host.runKey], host.savedChoices);
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
  const next = reduce(model, action);
  if (next === model) return;
  if (next.choices !== model.choices) host.saveChoices(next.choices);
  model = next;
  requestUpdate();
}

function post(message: PanelMessage): void {
  host.post(message);
  if (message.kind !== 'control') return;
  const { runKey, request } = message;
  dispatch({ kind: 'requested', runKey, request });
  const run = model.runs.get(runKey);
  const pending = run?.kind === 'live' ? run.pending : null;
  if (pending === null) return;
  setTimeout(() => dispatch({ kind: 'requestExpired', runKey, pending }), requestPatienceMilliseconds);
}

function requestUpdate(): void {
  if (frameRequested) return;
  frameRequested = true;
  requestAnimationFrame(() => {
    frameRequested = false;
    page.update(model, palette);
  });
}
