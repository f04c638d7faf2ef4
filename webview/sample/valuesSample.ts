// The sample of a regression task without a picture as page content: a table of true and answered values.

import { create } from '../dom.ts';
import type { ValuesSampleView } from './valuesSampleView.ts';

export function drawValuesSample({ head, rows }: ValuesSampleView): HTMLElement {
  const cells = (texts: readonly string[], tag: 'td' | 'th') =>
    create(
      'tr',
      {},
      texts.map((text) => create(tag, tag === 'th' ? { text, attributes: { scope: 'col' } } : { text })),
    );
  return create('div', { class: 'values-sample' }, [
    create('table', {}, [
      create('thead', {}, [cells(head, 'th')]),
      create(
        'tbody',
        {},
        rows.map((row) => cells(row, 'td')),
      ),
    ]),
  ]);
}
