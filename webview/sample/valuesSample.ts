// The sample of a regression task without a picture as page content: a table of true and answered values.

import { html, type TemplateResult } from '../html.ts';
import type { ValuesSampleView } from './valuesSampleView.ts';

export function valuesSample({ head, rows }: ValuesSampleView): TemplateResult {
  return html`
    <div class="values-sample">
      <table>
        <thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}
