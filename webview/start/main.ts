// Entry of the form of a start: what is typed goes into the model and to the host, which checks it.

import './start.css';
import { registerControls } from '../controls.ts';
import { render } from '../html.ts';
import { speakBy } from '../translate.ts';
import { connectStartHost } from './host.ts';
import { initialStartModel, readyForm, reduceStart, type StartAction } from './model.ts';
import { drawStartPage, type StartContext } from './page.ts';

/** Checking takes some milliseconds: not for each of the letters that are typed in one go. */
const millisecondsBeforeCheck = 120;

speakBy(document.body.dataset.translations);
registerControls();

const host = connectStartHost();
let model = initialStartModel(host.saved);
let isFrameRequested = false;
let checkTimer: ReturnType<typeof setTimeout> | undefined;

const page: StartContext = {
  dispatch,
  start: () => {
    if (readyForm(model) === null) return;
    host.post({ kind: 'start', choices: model.choices });
    dispatch({ kind: 'starting' });
  },
};

host.listen(dispatch);
requestUpdate();
host.post({ kind: 'ready', choices: model.choices });

function dispatch(action: StartAction): void {
  const before = model;
  model = reduceStart(before, action);
  if (model.choices !== before.choices) {
    host.save(model.choices);
    if (action.kind !== 'form') checkLater();
  }
  requestUpdate();
}

function checkLater(): void {
  clearTimeout(checkTimer);
  checkTimer = setTimeout(() => host.post({ kind: 'check', choices: model.choices }), millisecondsBeforeCheck);
}

function requestUpdate(): void {
  if (isFrameRequested) return;
  isFrameRequested = true;
  requestAnimationFrame(() => {
    isFrameRequested = false;
    render(drawStartPage(model, page), document.body);
  });
}
