// A run in a file store of MLflow: meta.yaml, and folders with a file for each metric, parameter and tag.

import path from 'node:path';
import type { Fact } from '../../runs/experimentFacts.ts';
import { AttachedFile } from '../attachedFile.ts';
import { FigureFolder } from '../figureFolder.ts';
import { boundText, type LogReader, mostParameters, mostYamlBytes } from '../logReader.ts';
import { readInTurn } from '../readInTurn.ts';
import { ToldProblems } from '../toldProblems.ts';
import { MetricLines } from './metricLines.ts';
import { noMeta, parseRunMeta, type RunMeta } from './runMeta.ts';
import { TextFiles } from './textFiles.ts';

/** What MLflow itself notes of a run. */
const ownTags = 'mlflow.';

export function openMlflowLog(directory: string): LogReader {
  const problems = new ToldProblems();
  const within = (name: string) => path.join(directory, name);
  const begin = (name: string) => new MetricLines(name);
  const figures = new FigureFolder(within('metrics'), { suffix: '', begin }, problems);
  const params = new TextFiles(within('params'), { isWanted: () => true, areFinal: true }, problems);
  const isUsers = (name: string) => !name.startsWith(ownTags);
  const tags = new TextFiles(within('tags'), { isWanted: isUsers, areFinal: false }, problems);
  const problemOf = ({ problem }: RunMeta) => problem;
  const reading = { mostBytes: mostYamlBytes, parse: parseRunMeta, none: noMeta, problemOf };
  const meta = new AttachedFile(within('meta.yaml'), reading, problems);
  let parameters: ReadonlyMap<string, Fact> = new Map();
  return {
    read: readInTurn(async (hear, signal) => {
      await meta.look(hear);
      await figures.read(hear, signal);
      if (signal?.aborted === true) return;
      await params.look(hear);
      await tags.look(hear);
      const all = [...params.facts, ...tags.facts.map(([name, fact]) => [`tags.${name}`, fact] as const)];
      parameters = new Map(all.slice(0, mostParameters).map(([name, fact]) => [boundText(name), fact]));
    }),
    restart: () => figures.restart(),
    get parameters() {
      return parameters;
    },
    get title() {
      return meta.content.title;
    },
    get isDeleted() {
      return meta.content.isDeleted;
    },
    get startedAt() {
      return meta.content.startedAt;
    },
    get outcome() {
      return meta.content.outcome;
    },
    get bytesHeld() {
      return figures.bytesHeld + params.bytesHeld + tags.bytesHeld + problems.bytesHeld;
    },
    get filesChangedAt() {
      return figures.filesChangedAt;
    },
  };
}
