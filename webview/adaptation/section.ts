// The section of held-out tasks over inner steps, with the choice of what is shown.

import { chartSection } from '../charts/chartSection.ts';
import { quantityDropdown } from '../heldOut/quantityDropdown.ts';
import type { TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import type { AdaptationSectionView } from './view.ts';

export function adaptationSection({ section, quantity }: AdaptationSectionView, page: PageContext): TemplateResult {
  const choice = quantityDropdown(translate('What the adaptation curve shows'), quantity, (adaptationQuantity) =>
    page.dispatch({ kind: 'choose', choices: { adaptationQuantity } }),
  );
  return chartSection(section, page, choice);
}
