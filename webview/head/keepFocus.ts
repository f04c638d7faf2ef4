// Keeps the keyboard in a group of buttons: when the pressed one goes away, the one that takes its place has the focus.

import { AsyncDirective, directive, type ElementPart, noChange } from '../html.ts';

const available = ':scope > vscode-button:not([hidden], [disabled])';

class FocusKeeper extends AsyncDirective {
  #group: Element | undefined;
  /** A button that had the focus was pressed, and the focus has not been handed on since. */
  #isPressed = false;

  override render(): unknown {
    return noChange;
  }

  override update({ element }: ElementPart): unknown {
    if (this.#group === undefined) element.addEventListener('click', this.#notePress);
    this.#group = element;
    // The buttons are brought up to date after their group, and take the focus only after their own next frame.
    queueMicrotask(() => requestAnimationFrame(() => this.#handOn()));
    return noChange;
  }

  override disconnected(): void {
    this.#group?.removeEventListener('click', this.#notePress);
    this.#group = undefined;
  }

  readonly #notePress = ({ target }: Event): void => {
    this.#isPressed = target === document.activeElement;
  };

  #handOn(): void {
    if (!this.#isPressed || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const next = this.#group?.querySelector(available);
    if (!(next instanceof HTMLElement)) return;
    next.focus();
    this.#isPressed = !next.matches(':focus');
  }
}

/** For the element that holds the buttons. */
export const keepFocus = directive(FocusKeeper);
