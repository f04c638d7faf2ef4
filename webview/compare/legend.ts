// The one legend of all charts: each entry hides and shows its runs everywhere, or shows them alone.

import { html, repeat, type TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import type { CompareContext } from './context.ts';
import type { Entry } from './entries.ts';
import { runSwatch } from './runSwatch.ts';

export function compareLegend(entries: readonly Entry[], page: CompareContext): TemplateResult {
  return html`
    <ul class="legend compare-legend" aria-label=${translate('Runs')}>
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => drawEntry(entry, page),
      )}
    </ul>`;
}

function drawEntry(entry: Entry, { dispatch }: CompareContext): TemplateResult {
  const runKeys = entry.runs.map(({ runKey }) => runKey);
  const isShown = entry.drawn.length > 0;
  const isolate = (): void => dispatch({ kind: 'isolate', runKeys });
  const press = ({ altKey }: MouseEvent): void => {
    if (altKey) isolate();
    else dispatch({ kind: 'hide', runKeys, isHidden: isShown });
  };
  const pressKey = (event: KeyboardEvent): void => {
    if (!event.altKey || event.key !== 'Enter') return;
    event.preventDefault();
    isolate();
  };
  const hint = translate('Press to hide or show; double-click, or Alt+Enter, to show it alone, and again to show all');
  const title = `${entry.runs.map((run) => run.title).join('\n')}\n${hint}`;
  return html`
    <li>
      <button
        class="legend-entry"
        type="button"
        aria-pressed=${String(isShown)}
        title=${title}
        @click=${press}
        @dblclick=${isolate}
        @keydown=${pressKey}
      >
        ${runSwatch(entry.colour)}
        <span class="legend-label">${entry.label}</span>
      </button>
    </li>`;
}
