// What of a run's files cannot be read, or is to be known of them: in codes with their parameters, as hosts tell pages,
// and in words.

import type { Translate } from '../base/translate.ts';
import { type DataChanges, describeChanges } from '../tasks/split/describeChanges.ts';
import { describeDamage, type EventDamage } from './eventDamage.ts';
import { describeFileProblem, type FileProblem } from './fileProblem.ts';

/** A checkpoint's folder that lacks a file, or has something wrong with it. */
export type CheckpointProblem = FileProblem | { readonly code: 'incomplete'; readonly folder: string };

export type RunNotice =
  | { readonly of: 'file'; readonly problem: FileProblem }
  | { readonly of: 'events'; readonly damage: EventDamage }
  /** Event files end at `reached`, or hold no figure (null), and lack the one at `acknowledged`, of which the manifest tells. */
  | { readonly of: 'missingFigures'; readonly reached: number | null; readonly acknowledged: number }
  /** `drawn`: the meta-iteration of the sample that stands in the place of the damaged one; null where none does. */
  | { readonly of: 'sample'; readonly problem: FileProblem; readonly drawn: number | null }
  | { readonly of: 'checkpoint'; readonly problem: CheckpointProblem }
  | { readonly of: 'uncheckedCheckpoints'; readonly iteration: number }
  | { readonly of: 'evaluation'; readonly problem: FileProblem }
  | { readonly of: 'evaluationLeftOut'; readonly file: string }
  | { readonly of: 'manifest'; readonly problem: FileProblem }
  | { readonly of: 'noRun'; readonly directory: string }
  /** From a meta-iteration on the run went on with other data. */
  | { readonly of: 'changedData'; readonly iteration: number; readonly changes: DataChanges }
  /** What whoever reads the file says, which names it. */
  | { readonly of: 'experiment' | 'marks'; readonly text: string };

/** One to three sentences: what is wrong, what follows, and what to do. */
export function describeNotice(notice: RunNotice, translate: Translate): string {
  switch (notice.of) {
    case 'file':
      return describeFileProblem(notice.problem, translate);
    case 'events':
      return describeDamage(notice.damage, translate);
    case 'missingFigures':
      return describeMissing(notice.reached, notice.acknowledged, translate);
    case 'sample':
      return [
        describeFileProblem(notice.problem, translate),
        notice.drawn === null
          ? translate('No adaptation can be drawn.')
          : translate('The adaptation of meta-iteration {0} is drawn instead of a later one.', notice.drawn),
        translate('A good copy of the file, put in its place, brings it back.'),
      ].join(' ');
    case 'checkpoint':
      return `${describeCheckpointProblem(notice.problem, translate)} ${translate('This checkpoint is passed over when the run is resumed or evaluated.')}`;
    case 'uncheckedCheckpoints':
      return translate(
        'The checkpoint of meta-iteration {0} and older ones were not checked: it would take too long.',
        notice.iteration,
      );
    case 'evaluation':
      return `${describeFileProblem(notice.problem, translate)}${adviseOnEvaluation(notice.problem, translate)}`;
    case 'evaluationLeftOut':
      return translate(
        "{0} is not shown: the run's newer evaluations take all the room there is. Delete some of them.",
        notice.file,
      );
    case 'manifest':
      return `${describeFileProblem(notice.problem, translate)}${adviseOnManifest(notice.problem, translate)}`;
    case 'noRun':
      return translate(
        '{0} is not a run: it has no run.json. If it was one, it was moved or deleted; otherwise name a folder that a run made.',
        notice.directory,
      );
    case 'changedData':
      return translate(
        'From meta-iteration {0} on, the run went on with changed data, as asked for: {1}.',
        notice.iteration.toLocaleString('en-US'),
        describeChanges(notice.changes, translate),
      );
    case 'experiment':
    case 'marks':
      return notice.text;
  }
}

function describeMissing(reached: number | null, acknowledged: number, translate: Translate): string {
  const at = acknowledged.toLocaleString('en-US');
  return [
    reached === null
      ? translate('Figures are missing: run.json tells of one at {0}, and the event files hold none.', at)
      : reached >= acknowledged
        ? translate('Figures are missing: run.json tells of one at {0}, and the event files lack it.', at)
        : translate(
            'Figures are missing: run.json tells of one at {0}, and the event files end at {1}.',
            at,
            reached.toLocaleString('en-US'),
          ),
    translate('Good copies of the event files, put in their place, bring them back.'),
  ].join(' ');
}

/** One or two sentences. */
export function describeCheckpointProblem(problem: CheckpointProblem, translate: Translate): string {
  return problem.code === 'incomplete'
    ? translate('{0} lacks one of its files.', problem.folder)
    : describeFileProblem(problem, translate);
}

function adviseOnEvaluation({ code }: FileProblem, translate: Translate): string {
  if (code === 'newer') return ` ${translate('Update Reptile Lab to see it.')}`;
  return isDamage(code) ? ` ${translate('Delete it and evaluate again.')}` : '';
}

function adviseOnManifest({ code }: FileProblem, translate: Translate): string {
  if (code === 'newer') return ` ${translate('Update Reptile Lab to open this run.')}`;
  return isDamage(code)
    ? ` ${translate("Rebuild it from the run's experiment, figures and checkpoints: “reptile-lab repair”.")}`
    : '';
}

function isDamage(code: FileProblem['code']): boolean {
  return code === 'notJson' || code === 'otherSum' || code === 'otherShape';
}
