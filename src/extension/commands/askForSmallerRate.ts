// Asks what a rate is lowered to after a divergence.

import { l10n } from 'vscode';
import type { SmallerRate } from '../../experiment/smallerRate.ts';
import { askForText } from '../doors/questions.ts';

/** Undefined when the person left the question. */
export async function askForSmallerRate(title: string, { key, from, to }: SmallerRate): Promise<number | undefined> {
  const answer = await askForText({
    title,
    prompt: l10n.t('{0}; it was {1}', key, String(from)),
    value: String(to),
    validateInput: (text) => {
      const isSmaller = Number(text) > 0 && Number(text) < from;
      return isSmaller ? undefined : l10n.t('A number above 0 and below {0}', String(from));
    },
  });
  return answer === undefined ? undefined : Number(answer);
}
