// The dropdown by which a person chooses what a chart of held-out tasks shows.

import { dropdown } from '../controls.ts';
import type { TemplateResult } from '../html.ts';
import { translate } from '../translate.ts';
import type { ChoosableQuantity, QuantityChoice } from './quantityChoice.ts';

export function quantityDropdown(
  label: string,
  { value, isOffered }: QuantityChoice,
  onChange: (value: ChoosableQuantity) => void,
): TemplateResult {
  const options = { accuracy: translate('Accuracy'), loss: translate('Loss') };
  return dropdown({ label, options, value, isHidden: !isOffered, onChange });
}
