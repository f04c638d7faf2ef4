// Notices under the head: what of the run's files cannot be read. The rest is shown all the same.

import { html, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { readingNoticesTitle } from './runWords.ts';

/** Hidden while there is none. */
export function readingNotices(notices: readonly string[]): TemplateResult {
  return html`
    <div class="notice notice-warning reading-notices" role="note" ?hidden=${notices.length === 0}>
      ${icon('warning')}
      <div>
        <strong>${readingNoticesTitle()}</strong>
        <ul>${notices.map((text) => html`<li>${text}</li>`)}</ul>
      </div>
    </div>`;
}
