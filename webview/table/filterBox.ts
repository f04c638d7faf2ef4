// The box for the filter: what may come next is offered below it, and what is wrong is underlined and said.

import { type Completion, completeFilter } from '../../src/table/filter/completeFilter.ts';
import { describeFilterProblem } from '../../src/table/filter/filterProblem.ts';
import { filterBounds } from '../../src/table/filter/filterSyntax.ts';
import { html, live, nothing, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import { iconButton } from './buttons.ts';
import type { TableModel } from './model.ts';
import type { Showing } from './showing.ts';
import type { TableContext } from './tableContext.ts';

const inputId = 'filter';
/** Candidates that are shown at once. */
const mostOffered = 12;

export function filterBox(showing: Showing, model: TableModel, context: TableContext): TemplateResult {
  const { filterText: text, completing } = model;
  const { problem } = showing;
  const completion = completing === null ? undefined : offered(text, completing.offset, showing);
  const hasOffers = completion !== undefined && completion.candidates.length > 0;
  const picked = completing?.picked ?? null;
  // Of what is still being typed nobody says yet that it is wrong.
  const isSaid = problem !== undefined && !hasOffers;
  return html`
    <div class="filter">
      <div class="filter-line">
        <div class="filter-under" aria-hidden="true" .scrollLeft=${live(scrolledBy())}>${text.slice(0, problem?.span.start ?? 0)}<span class="filter-wrong">${problem === undefined ? '' : textOfProblem(text, problem.span)}</span></div>
        <input id=${inputId} class="filter-input" type="text" spellcheck="false" autocomplete="off" maxlength=${filterBounds.length}
          role="combobox" aria-label=${translate('Filter runs')} aria-autocomplete="list" aria-expanded=${hasOffers} aria-controls="filter-offers"
          aria-invalid=${problem !== undefined} aria-describedby=${isSaid ? 'filter-problem' : nothing}
          aria-activedescendant=${hasOffers && picked !== null ? offerId(picked) : nothing}
          placeholder=${translate('Filter: accuracy > 0.9 and lr <= 0.01, state = running, or any words')}
          .value=${live(text)}
          @input=${(event: Event) => type(event, context)}
          @scroll=${() => context.dispatch({ kind: 'complete', completing })}
          @blur=${() => context.dispatch({ kind: 'complete', completing: null })}
          @keydown=${(event: KeyboardEvent) => pressKey(event, completion, { showing, model, context })}>
        ${text === '' ? nothing : iconButton({ icon: 'close', label: translate('Clear the filter'), onPress: () => clear(context) })}
      </div>
      <ul id="filter-offers" class="offers" role="listbox" aria-label=${translate('What may come next')} ?hidden=${!hasOffers}
        .style=${`left: ${Math.min(completion?.span.start ?? 0, 60)}ch`}>
        ${(completion?.candidates ?? []).map(
          ({ text: offer, detail }, place) => html`
            <li id=${offerId(place)} role="option" aria-selected=${place === picked} class=${place === picked ? 'offer picked' : 'offer'}
              @mousedown=${(event: MouseEvent) => {
                event.preventDefault();
                if (completion !== undefined) accept(completion, place, text, context);
              }}><span>${offer}</span><span class="offer-detail">${detail}</span></li>`,
        )}
      </ul>
      <p id="filter-problem" class="filter-problem" role="alert">${isSaid ? describeFilterProblem(problem, translate) : ''}</p>
    </div>`;
}

export function focusFilter(): void {
  inputElement()?.focus();
  inputElement()?.select();
}

function inputElement(): HTMLInputElement | undefined {
  const found = document.getElementById(inputId);
  return found instanceof HTMLInputElement ? found : undefined;
}

/** A long filter is scrolled in its box, and what underlines it with it. */
function scrolledBy(): number {
  return inputElement()?.scrollLeft ?? 0;
}

function offerId(place: number): string {
  return `offer-${place}`;
}

/** At the end of the text, where something is missing, a space stands for it. */
function textOfProblem(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, Math.max(end, start + 1)) || '\u00a0';
}

function offered(text: string, offset: number, { data }: Showing): Completion {
  const completion = completeFilter(text, offset, data.rows, data.columns);
  return { ...completion, candidates: completion.candidates.slice(0, mostOffered) };
}

function type(event: Event, { dispatch }: TableContext): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement)) return;
  const offset = target.selectionStart ?? target.value.length;
  const completing = target.value.trim() === '' ? null : { offset, picked: null };
  dispatch({ kind: 'type', text: target.value, completing });
}

function clear({ dispatch }: TableContext): void {
  dispatch({ kind: 'type', text: '', completing: null });
  focusFilter();
}

function accept({ span, candidates }: Completion, place: number, text: string, { dispatch }: TableContext): void {
  const candidate = candidates[place];
  const input = inputElement();
  if (candidate === undefined || input === undefined) return;
  const after = text.slice(span.end);
  const inserted = after.startsWith(' ') ? candidate.text : `${candidate.text} `;
  const completed = `${text.slice(0, span.start)}${inserted}${after}`;
  const offset = span.start + inserted.length;
  // The cursor stands behind what was chosen.
  input.value = completed;
  input.setSelectionRange(offset, offset);
  dispatch({ kind: 'type', text: completed, completing: { offset, picked: null } });
}

interface FilterBoxView {
  readonly showing: Showing;
  readonly model: TableModel;
  readonly context: TableContext;
}

/** @param drawn what is offered below the text as it was drawn last */
function pressKey(
  event: KeyboardEvent,
  drawn: Completion | undefined,
  { showing, model, context }: FilterBoxView,
): void {
  const { key, ctrlKey, target } = event;
  if (!(target instanceof HTMLInputElement)) return;
  const { value: text } = target;
  const offset = target.selectionStart ?? 0;
  // Who types fast presses the next key before the last one is drawn.
  const isDrawn = text === model.filterText;
  const typed = text.trim() === '' ? null : { offset, picked: null };
  const completing = isDrawn ? model.completing : typed;
  const completion = isDrawn ? drawn : completing === null ? undefined : offered(text, offset, showing);
  const count = completion?.candidates.length ?? 0;
  const picked = completing?.picked ?? null;
  if ((key === ' ' && ctrlKey) || (key === 'ArrowDown' && completing === null))
    context.dispatch({ kind: 'complete', completing: { offset, picked: null } });
  else if ((key === 'ArrowDown' || key === 'ArrowUp') && completing !== null && count > 0) {
    const next = key === 'ArrowDown' ? (picked ?? -1) + 1 : (picked ?? count) - 1;
    context.dispatch({ kind: 'complete', completing: { ...completing, picked: (next + count) % count } });
  } else if (completion !== undefined && count > 0 && key === 'Tab' && !event.shiftKey)
    accept(completion, picked ?? 0, text, context);
  else if (completion !== undefined && key === 'Enter' && picked !== null) accept(completion, picked, text, context);
  else if (key === 'Enter') {
    context.dispatch({ kind: 'complete', completing: null });
    document.querySelector<HTMLElement>('.grid')?.focus();
  } else if (key === 'Escape' && completing !== null) context.dispatch({ kind: 'complete', completing: null });
  else if (key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Home' || key === 'End') {
    if (completing !== null) context.dispatch({ kind: 'complete', completing: null });
    return;
  } else return;
  event.preventDefault();
}
