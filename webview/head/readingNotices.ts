// Notices under the head: what of the run's files cannot be read. The rest is shown all the same.

import { create, setHidden } from '../dom.ts';
import { createIcon } from '../icons.ts';
import type { Announce } from '../liveRegion.ts';

export interface ReadingNotices {
  readonly element: HTMLElement;
  /** Hidden while there is none. */
  update(notices: readonly string[]): void;
}

const title = 'Not everything of this run can be read';

export function createReadingNotices(announce: Announce): ReadingNotices {
  const list = create('ul');
  const element = create('div', { class: 'notice notice-warning reading-notices', attributes: { role: 'note' } }, [
    createIcon('warning'),
    create('div', {}, [create('strong', { text: title }), list]),
  ]);
  let shown: readonly string[] = [];
  setHidden(element, true);
  return {
    element,
    update: (notices) => {
      setHidden(element, notices.length === 0);
      if (notices.length === shown.length && notices.every((notice, place) => notice === shown[place])) return;
      list.replaceChildren(...notices.map((text) => create('li', { text })));
      if (notices.length > 0) announce(`${title}. ${notices.join(' ')}`);
      shown = notices;
    },
  };
}
