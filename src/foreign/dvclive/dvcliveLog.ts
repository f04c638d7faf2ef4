// The folder of DVCLive: figures in plots/metrics, a file each; those without one in metrics.json; parameters in params.yaml.

import path from 'node:path';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import { FigureFolder } from '../figureFolder.ts';
import type { LogReader } from '../logReader.ts';
import { readInTurn } from '../readInTurn.ts';
import { attachSummary, SummaryFigures } from '../summaryFigures.ts';
import { attachParameters } from '../tables/attachedParameters.ts';
import { MetricTable } from '../tables/metricTable.ts';
import { ToldProblems } from '../toldProblems.ts';

export function openDvcliveLog(directory: string): LogReader {
  const problems = new ToldProblems();
  const begin = (name: string) => new MetricTable({ delimiter: '\t', name, timeColumn: 'timestamp', mayBeText: true });
  const figures = new FigureFolder(path.join(directory, 'plots', 'metrics'), { suffix: '.tsv', begin }, problems);
  const params = attachParameters(path.join(directory, 'params.yaml'), problems);
  const summary = attachSummary(path.join(directory, 'metrics.json'), { step: 'step', separator: '/' }, problems);
  const others = new SummaryFigures();
  return {
    read: readInTurn(async (hear, signal) => {
      const hearAll: HearEvents = (updates) => {
        if (updates.some(({ kind }) => kind === 'restarted')) others.restart();
        hear(updates);
      };
      await figures.read(hearAll, signal);
      if (signal?.aborted === true) return;
      await params.look(hear);
      await summary.look(hear);
      others.tell(summary.content, figures.names, hear);
    }),
    restart: () => figures.restart(),
    title: undefined,
    isDeleted: false,
    startedAt: undefined,
    outcome: undefined,
    get parameters() {
      return params.content.parameters;
    },
    get bytesHeld() {
      return figures.bytesHeld + others.bytesHeld + problems.bytesHeld;
    },
    get filesChangedAt() {
      return figures.filesChangedAt ?? summary.changedAt;
    },
  };
}
