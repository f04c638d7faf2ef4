// The folder of PyTorch Lightning's CSVLogger: figures in metrics.csv, parameters in hparams.yaml.

import path from 'node:path';
import type { LogReader } from '../logReader.ts';
import { readInTurn } from '../readInTurn.ts';
import { ToldProblems } from '../toldProblems.ts';
import { attachParameters } from './attachedParameters.ts';
import { FigureFiles } from './figureFiles.ts';
import { MetricTable } from './metricTable.ts';

export const csvFiles = { metrics: 'metrics.csv', parameters: 'hparams.yaml' } as const;

/** The names of very many columns: with one more, the file is another. */
const headBytes = 1 << 12;

export function openCsvLog(directory: string): LogReader {
  const problems = new ToldProblems();
  const files = new Map([
    [path.join(directory, csvFiles.metrics), { begin: () => new MetricTable(), isListed: false }],
  ]);
  const figures = new FigureFiles(problems, headBytes);
  const hparams = attachParameters(path.join(directory, csvFiles.parameters), problems);
  return {
    read: readInTurn(async (hear, signal) => {
      await figures.read(files, hear, signal);
      await hparams.look(hear);
    }),
    restart: () => figures.restart(),
    title: undefined,
    isDeleted: false,
    startedAt: undefined,
    outcome: undefined,
    get parameters() {
      return hparams.content.parameters;
    },
    get bytesHeld() {
      return figures.bytesHeld + problems.bytesHeld;
    },
    get filesChangedAt() {
      return figures.filesChangedAt;
    },
  };
}
