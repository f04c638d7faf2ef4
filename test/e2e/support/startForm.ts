// The form of a start by itself in a browser, answered as the host answers it.

import type { Page } from 'playwright-core';
import { formOf } from '../../../src/extension/start/formOf.ts';
import {
  noChoices,
  type StartChoices,
  type StartHostMessage,
  type StartPageMessage,
} from '../../../src/panel/startMessages.ts';
import { untranslated } from '../../../src/words/translate.ts';
import { waitFor } from '../../support/waitFor.ts';
import { openPageAlone, type PageAlone, type ThemeKind } from './pageAlone.ts';

/** Loads the form of an experiment file's `text` into `page`. */
export async function openStartForm(
  page: Page,
  theme: ThemeKind,
  text: string,
  choices: StartChoices = noChoices,
): Promise<PageAlone<StartHostMessage>> {
  const opened = await openPageAlone<StartHostMessage>(page, { name: 'start', data: '', theme });
  await opened.receive(formOf(text, choices, untranslated));
  return opened;
}

/** Answers what the page asks about, once it asks about these values. */
export async function answerCheck(
  opened: PageAlone<StartHostMessage>,
  text: string,
  values: StartChoices['values'],
): Promise<void> {
  const { choices } = await waitFor('the page to ask', async () => {
    const asked = await opened.page.evaluate<readonly StartPageMessage[]>('posted');
    return asked.findLast(
      (message) => message.kind === 'check' && JSON.stringify(message.choices.values) === JSON.stringify(values),
    );
  });
  await opened.receive(formOf(text, choices, untranslated));
}
