// A section of the page, or a word in its place where it cannot be drawn: the others are drawn all the same.

import { html, type TemplateResult } from './html.ts';
import { icon } from './icons.ts';
import { translate } from './translate.ts';

/** @param name as its heading has it */
export function sectionOrWord(name: string, draw: () => TemplateResult): TemplateResult {
  try {
    return draw();
  } catch (error) {
    // For whoever is asked about it: the editor's developer tools show where.
    console.error(error);
    return html`
      <section class="notice notice-warning" role="note">
        ${icon('warning')}
        <div><strong>${translate('{0} cannot be drawn', name)}</strong><p>${describe(error)}</p></div>
      </section>`;
  }
}

function describe(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return translate(
    'The page failed at it ({0}). A file of the run may be damaged; the rest of the page does not depend on it.',
    reason,
  );
}
