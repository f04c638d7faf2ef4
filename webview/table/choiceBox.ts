// A list to choose one from, as the editor's settings have them.

import { html, live, type TemplateResult } from '../html.ts';
import type { Choice } from './choice.ts';

interface ChoiceBoxView {
  readonly label: string;
  readonly choices: readonly (Choice | { readonly heading: string; readonly choices: readonly Choice[] })[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
}

/** The label stands before the chosen one, for eyes and screen readers. */
export function choiceBox({ label, choices, value, onChoose }: ChoiceBoxView): TemplateResult {
  const choose = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement && target.value !== value) onChoose(target.value);
  };
  const option = ({ value: own, text }: Choice): TemplateResult =>
    html`<option value=${own} ?selected=${own === value}>${text}</option>`;
  return html`
    <label class="choice-box"><span class="choice-label">${label}</span>
      <select .value=${live(value)} @change=${choose}>
        ${choices.map((choice) =>
          'heading' in choice
            ? html`<optgroup label=${choice.heading}>${choice.choices.map(option)}</optgroup>`
            : option(choice),
        )}
      </select>
    </label>`;
}
