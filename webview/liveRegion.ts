// The live region: tells screen readers, politely, what changed by itself.

import { create, setText } from './dom.ts';

export type Announce = (text: string) => void;

/** An invisible element and the function that speaks through it. */
export function createLiveRegion(): { readonly element: HTMLElement; readonly announce: Announce } {
  const element = create('div', { class: 'visually-hidden', attributes: { role: 'status', 'aria-live': 'polite' } });
  return {
    element,
    announce: (text) => {
      // The same text twice would not be spoken again without a change.
      const before = element.textContent;
      setText(element, text);
      if (element.textContent === before) setText(element, `${text}\u00a0`);
    },
  };
}
