// The event files of one folder, written by whatever program, read as TensorBoard reads them.

import { EventReader } from '../../runs/eventReader.ts';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import { SummaryPlugins } from '../../runs/summaryPlugins.ts';
import type { LogReader } from '../logReader.ts';
import { addHparams, type HparamsData } from './hparamsData.ts';

export function openTensorBoardLog(directory: string): LogReader {
  const hparams: HparamsData = { parameters: new Map(), outcome: undefined };
  const plugins = new SummaryPlugins((content) => addHparams(content, hparams));
  const reader = new EventReader(directory, undefined, plugins);
  return {
    read: (hear: HearEvents, signal?: AbortSignal) => reader.read(hear, signal),
    restart: () => reader.restart(),
    parameters: hparams.parameters,
    filesChangedAt: undefined,
    title: undefined,
    isDeleted: false,
    startedAt: undefined,
    get bytesHeld() {
      return reader.bytesHeld;
    },
    get outcome() {
      return hparams.outcome;
    },
  };
}
