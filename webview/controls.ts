// The page's controls, all from the webview toolkit behind this one file: another library of controls replaces it here
// alone. The toolkit's badge is left out: its template writes a style attribute, which the page's security policy
// refuses.

import {
  Checkbox,
  Dropdown,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { html, live, type TemplateResult } from './html.ts';
import { type IconName, icon } from './icons.ts';

/** Defines the custom elements; called once, before any control is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
  );
}

interface ButtonView {
  readonly label: string;
  /** The tooltip. */
  readonly hint: string;
  readonly appearance: 'primary' | 'secondary';
  readonly isHidden?: boolean;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
}

export function button({
  label,
  hint,
  appearance,
  isHidden = false,
  isDisabled = false,
  onPress,
}: ButtonView): TemplateResult {
  const press = isDisabled ? undefined : onPress;
  return html`<vscode-button appearance=${appearance} title=${hint} ?hidden=${isHidden} ?disabled=${isDisabled} @click=${press}>${label}</vscode-button>`;
}

interface IconButtonView {
  readonly icon: IconName;
  /** Its tooltip, and what a screen reader says. */
  readonly label: string;
  readonly isHidden?: boolean;
  readonly onPress: () => void;
}

export function iconButton({ icon: name, label, isHidden = false, onPress }: IconButtonView): TemplateResult {
  return html`<vscode-button aria-label=${label} title=${label} appearance="icon" ?hidden=${isHidden} @click=${onPress}>${icon(name)}</vscode-button>`;
}

interface CheckboxView {
  readonly label: string;
  readonly hint: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function checkbox({ label, hint, isChecked, onChange }: CheckboxView): TemplateResult {
  const change = ({ target }: Event): void => {
    if (target instanceof Checkbox && target.checked !== isChecked) onChange(target.checked);
  };
  return html`<vscode-checkbox title=${hint} .checked=${live(isChecked)} @change=${change}>${label}</vscode-checkbox>`;
}

interface DropdownView<Value extends string> {
  readonly label: string;
  readonly options: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly isHidden: boolean;
  readonly onChange: (value: Value) => void;
}

export function dropdown<Value extends string>({
  label,
  options,
  value,
  isHidden,
  onChange,
}: DropdownView<Value>): TemplateResult {
  const isValue = (chosen: string): chosen is Value => Object.hasOwn(options, chosen);
  const change = ({ target }: Event): void => {
    if (target instanceof Dropdown && target.value !== value && isValue(target.value)) onChange(target.value);
  };
  return html`
    <vscode-dropdown aria-label=${label} title=${label} ?hidden=${isHidden} .value=${live(value)} @change=${change}>
      ${Object.entries<string>(options).map(([name, text]) => html`<vscode-option value=${name}>${text}</vscode-option>`)}
    </vscode-dropdown>`;
}

/** A line between sections. */
export function divider(): TemplateResult {
  return html`<vscode-divider role="separator"></vscode-divider>`;
}

/** Turns as long as it is shown. */
export function progressRing(): TemplateResult {
  return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`;
}
