// What a run's row in the run browser begins with.

import { nameWith } from '../../runs/marks/marks.ts';
import { isNumberAlone } from '../../runs/runLabel.ts';
import type { RunRecord } from '../runs/runRecord.ts';

export interface RowTitle {
  /** What the row begins with. */
  readonly title: string;
  /** What else the run is called, for behind its figure; empty where the title, or the row's group, says it. */
  readonly besides: string;
}

/**
 * A side bar has room for little more than a title: of runs of one name what tells them apart comes first, but for a
 * name that a person gave.
 * @param within how the run is called where its group says the rest
 * @param saysName not of a run in a group of runs of its name
 */
export function titleOfRow(run: RunRecord, within: string | undefined, saysName: boolean): RowTitle {
  const { manifest, marks, label } = run;
  if (within !== undefined) return { title: within, besides: '' };
  if (marks.name !== undefined || label === '' || isNumberAlone(label))
    return { title: nameWith(manifest.name, marks), besides: label };
  return { title: label, besides: saysName ? manifest.name : '' };
}
