// The page's controls, all from the webview toolkit behind this one file: another library of controls replaces it here alone.
// The toolkit's badge is left out: its template writes a style attribute, which the page's security policy refuses.

import {
  Dropdown,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { setAttribute, setText } from './dom.ts';
import { createIcon, type IconName } from './icons.ts';

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

export interface ButtonControl {
  readonly element: HTMLElement;
  setLabel(label: string): void;
  setDisabled(disabled: boolean): void;
}

export interface ButtonDescription {
  readonly label: string;
  readonly hint: string;
  readonly appearance: 'primary' | 'secondary';
  readonly onPress: () => void;
}

export function createButton({ label, hint, appearance, onPress }: ButtonDescription): ButtonControl {
  const element = createControl('vscode-button', { appearance, title: hint });
  setText(element, label);
  listenToPresses(element, onPress);
  return {
    element,
    setLabel: (next) => setText(element, next),
    setDisabled: (disabled) => setAttribute(element, 'disabled', disabled ? '' : null),
  };
}

export interface IconButtonControl {
  readonly element: HTMLElement;
  setIcon(icon: IconName): void;
}

/** A button that shows an icon alone; its label is its tooltip and what a screen reader says. */
export function createIconButton(icon: IconName, label: string, onPress: () => void): IconButtonControl {
  const element = createControl('vscode-button', { 'aria-label': label, title: label, appearance: 'icon' });
  element.append(createIcon(icon));
  listenToPresses(element, onPress);
  return { element, setIcon: (next) => element.replaceChildren(createIcon(next)) };
}

export interface CheckboxControl {
  readonly element: HTMLElement;
  setChecked(checked: boolean): void;
}

export function createCheckbox(label: string, hint: string, onChange: (checked: boolean) => void): CheckboxControl {
  const element = createControl('vscode-checkbox', { title: hint });
  setText(element, label);
  const isChecked = (): boolean => 'checked' in element && element.checked === true;
  element.addEventListener('change', () => onChange(isChecked()));
  return {
    element,
    setChecked: (checked) => {
      if (isChecked() !== checked) Object.assign(element, { checked });
    },
  };
}

export interface DropdownControl<Value extends string> {
  readonly element: HTMLElement;
  setValue(value: Value): void;
}

export function createDropdown<Value extends string>(
  label: string,
  options: Readonly<Record<Value, string>>,
  onChange: (value: Value) => void,
): DropdownControl<Value> {
  const element = createControl('vscode-dropdown', { 'aria-label': label, title: label });
  const isValue = (value: string): value is Value => Object.hasOwn(options, value);
  for (const [value, text] of Object.entries<string>(options)) {
    const option = createControl('vscode-option', { value });
    setText(option, text);
    element.append(option);
  }
  element.addEventListener('change', () => {
    if (element instanceof Dropdown && isValue(element.value)) onChange(element.value);
  });
  return {
    element,
    setValue: (value) => {
      if (element instanceof Dropdown && element.value !== value) element.value = value;
    },
  };
}

/** A line between sections. */
export function createDivider(): HTMLElement {
  return createControl('vscode-divider', { role: 'separator' });
}

/** Turns as long as it is shown. */
export function createProgressRing(): HTMLElement {
  return createControl('vscode-progress-ring', { 'aria-hidden': 'true' });
}

function createControl(tag: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  return element;
}

function listenToPresses(element: HTMLElement, onPress: () => void): void {
  element.addEventListener('click', () => {
    if (!element.hasAttribute('disabled')) onPress();
  });
}
