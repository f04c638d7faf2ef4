// Buttons of the table's page: the browser's own, since the toolkit's cannot be read in every theme while the mouse is
// over them.

import { html, type TemplateResult } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

interface TextButtonView {
  readonly label: string;
  /** The tooltip. */
  readonly hint: string;
  readonly onPress: (button: Element) => void;
}

export function textButton({ label, hint, onPress }: TextButtonView): TemplateResult {
  const press = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof Element) onPress(currentTarget);
  };
  return html`<button type="button" class="text-button" title=${hint} @click=${press}>${label}</button>`;
}

interface IconButtonView {
  readonly icon: IconName;
  /** Its tooltip, and what a screen reader says. */
  readonly label: string;
  readonly onPress: () => void;
}

export function iconButton({ icon: name, label, onPress }: IconButtonView): TemplateResult {
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} @click=${onPress}>${icon(name)}</button>`;
}
