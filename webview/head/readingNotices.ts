// Notices under the head: what of the run's files cannot be read. The rest is shown all the same.

import { describeNotice, type RunNotice } from '../../src/runs/runNotice.ts';
import { html, type TemplateResult } from '../html.ts';
import { icon } from '../icons.ts';
import { translate } from '../translate.ts';
import { readingNoticesTitle } from './runWords.ts';

/** Hidden while there is none. */
export function readingNotices(notices: readonly RunNotice[]): TemplateResult {
  return html`
    <div class="notice notice-warning reading-notices" role="note" ?hidden=${notices.length === 0}>
      ${icon('warning')}
      <div>
        <strong>${readingNoticesTitle()}</strong>
        <ul>${notices.map((notice) => html`<li>${describeNotice(notice, translate)}</li>`)}</ul>
      </div>
    </div>`;
}
