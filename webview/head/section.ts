// The head of the panel: name, state, progress, what went wrong, what can be done, key figures and facts.

import { progressRing } from '../controls.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import type { PageContext } from '../pageContext.ts';
import { prefersReducedMotion } from '../theme.ts';
import { translate } from '../translate.ts';
import { actions } from './actions.ts';
import { figureList } from './figureList.ts';
import type { Notice } from './runWords.ts';
import type { HeadView, ProgressView, StateView } from './view.ts';

export function headSection(head: HeadView, page: PageContext): TemplateResult {
  return html`
    <header class="head">
      <div class="title-row">
        <h1 title=${head.name}>${head.name}</h1>
        ${drawState(head.state)}
      </div>
      <p class="protocol">
        ${head.protocol.badges.map((words) => html`<span class="badge">${words}</span>`)}
        <span>${head.protocol.text}</span>
      </p>
      ${drawProgress(head.progress)}
      ${head.notice === undefined ? nothing : drawNotice(head.notice)}
      ${head.isLog ? nothing : actions(head, page)}
      <h2 class="figures-title">${head.keyFigures.name}</h2>
      ${figureList('key-figures', head.keyFigures.figures)}
      ${figureList('facts', head.facts)}
    </header>`;
}

function drawState({ word, tone }: StateView): TemplateResult {
  const isTurning = tone === 'active' && !prefersReducedMotion();
  return html`<span class="state tone-${tone}">${isTurning ? progressRing() : icon(tone)}<span>${word}</span></span>`;
}

function drawProgress({ count, share, done, endedTone }: ProgressView): TemplateResult {
  return html`
    <div class="progress">
      <div class="progress-words"><span>${count}</span><span class="progress-share">${share}</span></div>
      <progress
        aria-label=${translate('Progress')}
        max="1"
        class=${endedTone === undefined ? '' : `ended tone-${endedTone}`}
        aria-valuetext=${`${share}, ${count}`}
        ?hidden=${share === ''}
        .value=${done}
      ></progress>
    </div>`;
}

function drawNotice({ tone, title, text }: Notice): TemplateResult {
  return html`
    <div class="notice notice-${tone}" role="note">
      ${icon(tone)}
      <div><strong>${title}</strong><p>${text}</p></div>
    </div>`;
}
