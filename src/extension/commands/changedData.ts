// Asks what is to become of a run whose data no longer hold the split that it keeps: nothing is accepted unasked.

import { l10n } from 'vscode';
import { failedForChangedData } from '../../runs/runState.ts';
import { chooseOne } from '../doors/questions.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';

/** `check`: the data were put back, or nothing is wrong with them; `leave`: the person wants nothing done. */
type Decision = 'check' | 'accept' | 'leave';

/** Before a run is resumed: one that failed because its data had changed would fail again. */
export async function askAboutChangedData(run: RunRecord): Promise<Decision> {
  const { state, manifest } = run;
  if (!failedForChangedData(state, manifest)) return 'check';
  const decision = await chooseOne<Decision>(
    [
      {
        value: 'check',
        label: l10n.t('Resume with the data as they were'),
        detail: l10n.t('They were put back: every class is checked again.'),
      },
      {
        value: 'accept',
        label: l10n.t('Resume with changed data'),
        detail: l10n.t('With the classes that are left, each on its own side. The run says so from then on.'),
      },
    ],
    { placeHolder: l10n.t('The data of “{0}” had changed', titleOfRecord(run)) },
  );
  return decision ?? 'leave';
}
