// The form of a start as a whole: what would start, seeds, and the keys of the experiment by section.

import { button, progressRing } from '../controls.ts';
import { html, live, nothing, repeat, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import { startField, typeInto } from './field.ts';
import { readyForm, type StartAction, type StartModel, type StartSection, sectionsOf } from './model.ts';

export interface StartContext {
  dispatch(action: StartAction): void;
  start(): void;
}

/** Those that are varied most often. */
const openSections = ['algorithm', 'model', 'parameters'];

export function drawStartPage(model: StartModel, page: StartContext): TemplateResult {
  const { form } = model;
  if (form === undefined)
    return html`<main class="start-page"><p class="page-message">${progressRing()}<span>${translate('Reading the experiment…')}</span></p></main>`;
  const isReady = readyForm(model) !== null;
  const { problem } = form;
  return html`
    <main class="start-page">
      <header class="start-head">
        <h1>${translate('Start “{0}” with…', form.name)}</h1>
        <div class="section-controls">
          <span role="status">${sayRuns(model)}</span>
          ${button({
            label: form.isSweep ? translate('Start Sweep…') : translate('Start'),
            hint: form.isSweep
              ? translate('Says first how many runs these are, how long they take and how much memory and disk')
              : translate('Starts one run'),
            appearance: 'primary',
            isDisabled: !isReady,
            onPress: page.start,
          })}
        </div>
      </header>
      <p class="caption">${translate('For this start alone: the file stays as it is. Several values with commas between them, or several seeds, make a sweep.')}</p>
      ${problem === null ? nothing : html`<p class="start-problem" role="alert">${problem}</p>`}
      ${drawGeneral(model, page)}
      ${repeat(
        sectionsOf(model),
        ({ name }) => name,
        (section) => drawSection(section, model, page),
      )}
    </main>`;
}

function sayRuns({ form }: StartModel): string {
  if (form === undefined) return '';
  return form.runs === 1 ? translate('1 run') : translate('a sweep of {0} runs', form.runs);
}

function drawGeneral({ choices, form, search }: StartModel, { dispatch }: StartContext): TemplateResult {
  return html`
    <div class="start-general">
      <label>
        <span>${translate('Seeds')}</span>
        <input
          type="text"
          inputmode="numeric"
          placeholder=${translate('as the file says')}
          title=${translate('How many seeds every setting is run with, or which, with commas between them. Empty: as the file says.')}
          aria-describedby="seeds-problem"
          aria-invalid=${String(form?.seedsProblem !== null)}
          .value=${live(choices.seeds)}
          @input=${typeInto((typed) => dispatch({ kind: 'seeds', typed }))}
        />
      </label>
      <label>
        <span>${translate('Find')}</span>
        <input
          type="search"
          placeholder=${translate('words of a key or of what it is')}
          .value=${live(search)}
          @input=${typeInto((text) => dispatch({ kind: 'search', text }))}
        />
      </label>
      <p id="seeds-problem" class="start-problem" role="status">${form?.seedsProblem ?? nothing}</p>
    </div>`;
}

function drawSection(
  { name, fields, set }: StartSection,
  { choices, form, search }: StartModel,
  { dispatch }: StartContext,
): TemplateResult {
  const isOpen = openSections.includes(name) || set > 0 || search !== '';
  return html`
    <details ?open=${isOpen}>
      <summary><h2>${name}</h2></summary>
      ${repeat(
        fields,
        (field) => field.name,
        (field, place) =>
          startField(
            { field, id: `${name}-${place}`, typed: choices.values[field.name], problem: form?.problems[field.name] },
            (typed) => dispatch({ kind: 'set', field, typed }),
          ),
      )}
    </details>`;
}
