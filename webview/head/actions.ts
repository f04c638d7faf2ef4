// The buttons under the head: what the run's state allows, then the ways to its experiment and log.

import { button } from '../controls.ts';
import { html, type TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import { keepFocus } from './keepFocus.ts';
import type { RequestView } from './view.ts';

export function actions(requests: readonly RequestView[], page: PageContext): TemplateResult {
  const { runKey } = page;
  return html`
    <div class="actions" role="group" aria-label=${translate('Run')} ${keepFocus()}>
      ${requests.map((request) => requestButton(request, page))}
      <div class="file-actions">
        ${button({
          label: translate('Open Experiment'),
          hint: translate('Open the experiment file of this run'),
          appearance: 'secondary',
          onPress: () => page.post({ kind: 'openExperiment', runKey }),
        })}
        ${button({
          label: translate('Open Log'),
          hint: translate('Open what the run’s process printed'),
          appearance: 'secondary',
          onPress: () => page.post({ kind: 'openLog', runKey }),
        })}
      </div>
    </div>`;
}

function requestButton({ request, sent, ...shown }: RequestView, page: PageContext): TemplateResult {
  return button({
    ...shown,
    onPress: () => {
      page.announce(`${sent}…`);
      page.post({ kind: 'control', runKey: page.runKey, request });
    },
  });
}
