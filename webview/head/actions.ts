// The buttons under the head: what the run's state allows, then the ways to its experiment and log.

import { button } from '../controls.ts';
import { html, nothing, type TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import { keepFocus } from './keepFocus.ts';
import type { HeadView, RequestView } from './view.ts';

export function actions(
  { requests, editsFirst }: Pick<HeadView, 'requests' | 'editsFirst'>,
  page: PageContext,
): TemplateResult {
  const { runKey } = page;
  return html`
    <div class="actions" role="group" aria-label=${translate('Run')} ${keepFocus()}>
      ${editsFirst ? editButton(page) : nothing}
      ${requests.map((request) => requestButton(request, page))}
      <div class="file-actions">
        ${button({
          label: translate('Open Experiment'),
          hint: translate('Open the experiment as this run carries it out'),
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

function editButton(page: PageContext): TemplateResult {
  return button({
    label: translate('Open Experiment File'),
    hint: translate('Open the file that the run was made from, to put right what made it fail'),
    appearance: 'primary',
    onPress: () => page.post({ kind: 'editExperiment', runKey: page.runKey }),
  });
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
