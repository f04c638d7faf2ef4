// Asks which checkpoint of a run is meant, of those that there are.

import { l10n } from 'vscode';
import { formatBytes } from '../../base/formatMemory.ts';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';
import { figureOfMerit } from '../../runs/figureOfMerit.ts';
import { type KeptCheckpoint, listKeptCheckpoints, withRecordedFigures } from '../../runs/keptCheckpoints.ts';
import type { HeldOutFigure, Manifest } from '../../runs/manifest.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { type Choice, chooseOne } from '../doors/questions.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import { describeFigure } from '../tree/describeRun.ts';

/** Undefined when the person left the list. The only one that there is is not asked for. */
export async function chooseCheckpoint(
  { directory, manifest }: RunRecord,
  placeHolder: string,
): Promise<CheckpointChoice | undefined> {
  const listed = await listKeptCheckpoints(directory, manifest);
  if (listed.length < 2) return 'latest';
  return chooseOne(
    withRecordedFigures(directory, listed).then((all) => all.map((checkpoint) => toRow(checkpoint, manifest))),
    { placeHolder, matchOnDescription: true },
  );
}

function meritOf(figure: HeldOutFigure): string {
  const { quantity, ...measurement } = figureOfMerit(figure);
  return describeFigure(quantity, measurement);
}

function toRow(
  { iteration, bytes, figure, isBest, isNewest }: KeptCheckpoint,
  { initializedFrom }: Pick<Manifest, 'initializedFrom'>,
): Choice<CheckpointChoice> {
  const untrained = initializedFrom === null ? l10n.t('untrained') : l10n.t('before training');
  const words = [
    isNewest ? l10n.t('newest') : undefined,
    isBest ? l10n.t('best') : undefined,
    iteration === 0 ? untrained : undefined,
  ].filter((word) => word !== undefined);
  return {
    value: isNewest ? 'latest' : iteration,
    label: l10n.t('Meta-iteration {0}', formatCount(iteration)),
    description: [...(figure === null ? [] : [meritOf(figure)]), words.join(', '), formatBytes(bytes)]
      .filter((part) => part !== '')
      .join(' · '),
    ...(isBest && { icon: 'star-full' }),
  };
}
