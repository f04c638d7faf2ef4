// A short piece of a run's line, to know it by beside its name.

import { type DrawnColour, runDashes } from '../../src/panel/runColours.ts';
import { html, type TemplateResult } from '../html.ts';

/** Decorative: the name stands beside it. */
export function runSwatch({ hue, dash }: DrawnColour): TemplateResult {
  return html`
    <svg class="run-swatch ink-run-${hue}" viewBox="0 0 30 8" aria-hidden="true">
      <line x1="0" y1="4" x2="30" y2="4" stroke="currentColor" stroke-width="2.5" stroke-dasharray=${runDashes[dash].join(' ')}></line>
    </svg>`;
}
