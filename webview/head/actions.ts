// The buttons under the head: what the run's state allows, then the ways to its experiment and log.

import type { PanelMessage, RunKey, RunRequest } from '../../src/panel/panelMessages.ts';
import { createButton } from '../controls.ts';
import { create, setHidden } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { LiveRun } from '../model.ts';
import { availableRequests, requestWords } from './view.ts';

const requests: readonly RunRequest[] = ['start', 'continue', 'resume', 'pause', 'stop', 'checkpoint'];
const goingOn: ReadonlySet<RunRequest> = new Set(['start', 'continue', 'resume']);

export interface Actions {
  readonly element: HTMLElement;
  update(live: LiveRun): void;
}

export function createActions(runKey: RunKey, post: (message: PanelMessage) => void, announce: Announce): Actions {
  let pressedByKeyboard = false;
  const buttons = requests.map((request) => {
    const { label, hint, sent } = requestWords[request];
    const button = createButton({
      label,
      hint,
      appearance: goingOn.has(request) ? 'primary' : 'secondary',
      onPress: () => {
        pressedByKeyboard = document.activeElement === button.element;
        announce(`${sent}…`);
        post({ kind: 'control', runKey, request });
      },
    });
    return { request, button };
  });
  const openExperiment = createButton({
    label: 'Open Experiment',
    hint: 'Open the experiment file of this run',
    appearance: 'secondary',
    onPress: () => post({ kind: 'openExperiment', runKey }),
  });
  const openLog = createButton({
    label: 'Open Log',
    hint: 'Open what the run’s process printed',
    appearance: 'secondary',
    onPress: () => post({ kind: 'openLog', runKey }),
  });
  const element = create('div', { class: 'actions', attributes: { role: 'group', 'aria-label': 'Run' } }, [
    ...buttons.map(({ button }) => button.element),
    create('div', { class: 'file-actions' }, [openExperiment.element, openLog.element]),
  ]);

  /** A pressed button that goes away leaves the keyboard at the one that takes its place. */
  function keepFocus(): void {
    if (!pressedByKeyboard || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const next = buttons.find(({ button }) => !button.element.hidden && !button.element.hasAttribute('disabled'));
    if (next === undefined) return;
    pressedByKeyboard = false;
    next.button.element.focus();
  }

  return {
    element,
    update: ({ run, pending }) => {
      const available = availableRequests(run.state, run.needsApproval);
      for (const { request, button } of buttons) {
        const { label, sent } = requestWords[request];
        setHidden(button.element, !available.includes(request));
        button.setDisabled(pending !== null);
        button.setLabel(pending?.request === request ? `${sent}…` : label);
      }
      keepFocus();
    },
  };
}
