// What a run's row in the run browser begins with.

import { nameWith } from '../../runs/marks/marks.ts';
import { isNumberAlone } from '../../runs/runLabel.ts';
import type { RunRecord } from '../runs/runRecord.ts';

export interface RowTitle {
  /** What the row begins with. */
  readonly title: string;
  /** What else the run is called, for behind the title; empty where that, or the row's group, says it. */
  readonly besides: string;
}

export interface RowPlace {
  /** How the run is called where its group says the rest. */
  readonly within: string | undefined;
  /** Not of a run in a group of runs of its name. */
  readonly saysName: boolean;
}

/**
 * `63.6 ± 5.8 % · lr 0.003 · seed 1`. A side bar has room for little more than a title: what a list of runs is read for
 * comes first, then how the run is called.
 * @param figure what it is judged by; undefined where it has no figure yet
 */
export function titleOfRow(run: RunRecord, figure: string | undefined, place: RowPlace): RowTitle {
  const { title, besides } = callRun(run, place);
  return { title: figure === undefined ? title : `${figure} · ${title}`, besides };
}

/** Of runs of one name what tells them apart comes first, but for a name that a person gave. */
function callRun({ manifest, marks, label }: RunRecord, { within, saysName }: RowPlace): RowTitle {
  if (within !== undefined) return { title: within, besides: '' };
  if (marks.name !== undefined || label === '' || isNumberAlone(label))
    return { title: nameWith(manifest.name, marks), besides: label };
  return { title: label, besides: saysName ? manifest.name : '' };
}
