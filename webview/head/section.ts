// The head of the panel: name, state, progress, key figures, facts, what went wrong, and what can be done.

import type { PanelMessage, RunKey } from '../../src/panel/panelMessages.ts';
import { isEnded } from '../../src/runs/runState.ts';
import { createProgressRing } from '../controls.ts';
import { create, setAttribute, setHidden, setText, setTitle } from '../dom.ts';
import { createIcon } from '../icons.ts';
import type { Announce } from '../liveRegion.ts';
import type { LiveRun } from '../model.ts';
import { prefersReducedMotion } from '../theme.ts';
import { createActions } from './actions.ts';
import { createFigureList } from './figureList.ts';
import {
  announceState,
  describeProtocol,
  keyFigures,
  progressWords,
  runFacts,
  shareDone,
  stateNotice,
  wordsOfState,
} from './view.ts';

export interface Head {
  readonly element: HTMLElement;
  update(live: LiveRun): void;
}

export function createHead(runKey: RunKey, post: (message: PanelMessage) => void, announce: Announce): Head {
  const name = create('h1');
  const state = create('span', { class: 'state' });
  const protocol = create('p', { class: 'protocol' });
  const bar = create('progress', { attributes: { 'aria-label': 'Progress', max: '1' } });
  const count = create('span');
  const share = create('span', { class: 'progress-share' });
  const figuresTitle = create('h2', { class: 'figures-title' });
  const keys = createFigureList('key-figures');
  const facts = createFigureList('facts');
  const notice = create('div', { class: 'notice', attributes: { role: 'note' } });
  const actions = createActions(runKey, post, announce);
  let shownState = '';
  let shownNotice = '';

  const element = create('header', { class: 'head' }, [
    create('div', { class: 'title-row' }, [name, state]),
    protocol,
    create('div', { class: 'progress' }, [create('div', { class: 'progress-words' }, [count, share]), bar]),
    notice,
    actions.element,
    figuresTitle,
    keys.element,
    facts.element,
  ]);

  function showState(live: LiveRun): void {
    const { run } = live;
    const { word, tone } = wordsOfState(run);
    if (word === shownState) return;
    state.className = `state tone-${tone}`;
    const turning = tone === 'active' && !prefersReducedMotion();
    state.replaceChildren(turning ? createProgressRing() : createIcon(tone), create('span', { text: word }));
    if (shownState !== '') announce(announceState(run));
    shownState = word;
    bar.className = isEnded(run.state) && run.state !== 'completed' ? `ended tone-${tone}` : '';
  }

  function showProtocol(live: LiveRun): void {
    const { badges, text } = describeProtocol(live.run);
    const key = [...badges, text].join();
    if (protocol.dataset.key === key) return;
    protocol.dataset.key = key;
    protocol.replaceChildren(...badges.map((words) => create('span', { class: 'badge', text: words })), create('span', { text }));
  }

  function showNotice(live: LiveRun): void {
    const next = stateNotice(live.run);
    const key = next === undefined ? '' : `${next.tone}${next.text}`;
    setHidden(notice, next === undefined);
    if (key === shownNotice || next === undefined) return;
    shownNotice = key;
    notice.className = `notice notice-${next.tone}`;
    notice.replaceChildren(
      createIcon(next.tone),
      create('div', {}, [create('strong', { text: next.title }), create('p', { text: next.text })]),
    );
  }

  return {
    element,
    update: (live) => {
      const { run } = live;
      const words = progressWords(run);
      setText(name, run.name);
      setTitle(name, run.name);
      showState(live);
      showProtocol(live);
      setText(count, words.count);
      setText(share, words.share);
      bar.value = shareDone(run);
      setAttribute(bar, 'aria-valuetext', `${words.share}, ${words.count}`);
      showNotice(live);
      actions.update(live);
      const { name: figure, figures } = keyFigures(live);
      setText(figuresTitle, figure);
      keys.update(figures);
      facts.update(runFacts(live));
    },
  };
}
