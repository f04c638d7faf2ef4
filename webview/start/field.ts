// One key of the form: its name, what is typed or ticked, what it does, what may stand there, and what is wrong with it.

import type { StartField } from '../../src/panel/startMessages.ts';
import { iconButton } from '../controls.ts';
import { html, live, nothing, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';

export interface FieldView {
  readonly field: StartField;
  /** Of the page's elements. */
  readonly id: string;
  /** What was typed; undefined where the file's value stands. */
  readonly typed: string | undefined;
  readonly problem: string | undefined;
}

export function startField(view: FieldView, onSet: (typed: string) => void): TemplateResult {
  const { field, id, typed, problem } = view;
  return html`
    <div class=${typed === undefined ? 'start-field' : 'start-field is-set'}>
      ${field.choices === null ? drawInput(view, onSet) : drawChoices(view, field.choices, onSet)}
      <div class="tools">
        ${iconButton({
          icon: 'close',
          label: translate('{0}: as the file says', field.name),
          isHidden: typed === undefined,
          onPress: () => onSet(''),
        })}
      </div>
      <p id="${id}-about" class="muted">${aboutOf(field)}</p>
      <p id="${id}-problem" class="start-problem" role="status">${problem ?? nothing}</p>
    </div>`;
}

/** What the key does, and what may stand there where that cannot be seen. */
function aboutOf({ description, choices, allowed }: StartField): string {
  return [description, choices === null ? `(${allowed})` : ''].filter((part) => part !== '').join(' ');
}

function drawInput({ field, id, typed, problem }: FieldView, onSet: (typed: string) => void): TemplateResult {
  return html`
    <label for=${id}>${field.name}</label>
    <input
      id=${id}
      type="text"
      spellcheck="false"
      autocomplete="off"
      inputmode=${field.isNumber ? 'decimal' : 'text'}
      aria-describedby="${id}-about ${id}-problem"
      aria-invalid=${String(problem !== undefined)}
      .value=${live(typed ?? field.inFile)}
      @input=${typeInto(onSet)}
    />`;
}

/** Several that are ticked make a sweep; the last one cannot be taken away. */
function drawChoices(
  { field, id, typed, problem }: FieldView,
  choices: readonly string[],
  onSet: (typed: string) => void,
): TemplateResult {
  const ticked = (typed ?? field.inFile).split(',');
  const toggle = (choice: string) => {
    const next = choices.filter((other) => ticked.includes(other) !== (other === choice));
    onSet(next.join(','));
  };
  return html`
    <span id="${id}-name">${field.name}</span>
    <div
      class="start-choices"
      role="group"
      aria-labelledby="${id}-name"
      aria-describedby="${id}-about ${id}-problem"
      aria-invalid=${String(problem !== undefined)}
    >
      ${choices.map(
        (choice) => html`
          <label>
            <input
              type="checkbox"
              .checked=${live(ticked.includes(choice))}
              @change=${() => toggle(choice)}
            />${choice}
          </label>`,
      )}
    </div>`;
}

/** Listens to what is typed. */
export function typeInto(hear: (typed: string) => void): (event: Event) => void {
  return ({ target }) => {
    if (target instanceof HTMLInputElement) hear(target.value);
  };
}
