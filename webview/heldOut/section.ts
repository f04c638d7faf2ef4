// The section of held-out tasks over the run, with the choice of what is shown.

import { chartSection } from '../charts/chartSection.ts';
import type { TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import { quantityDropdown } from './quantityDropdown.ts';
import type { HeldOutSectionView } from './view.ts';

export function heldOutSection({ section, quantity }: HeldOutSectionView, page: PageContext): TemplateResult {
  const choice = quantityDropdown(translate('What the held-out chart shows'), quantity, (heldOutQuantity) =>
    page.dispatch({ kind: 'choose', choices: { heldOutQuantity } }),
  );
  return chartSection(section, page, choice);
}
