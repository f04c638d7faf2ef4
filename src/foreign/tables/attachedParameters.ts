// The parameters in a YAML file beside a log's figures, which several loggers write.

import { loadOnce } from '../../base/loadOnce.ts';
import { AttachedFile } from '../attachedFile.ts';
import { mostYamlBytes } from '../logReader.ts';
import type { ToldProblems } from '../toldProblems.ts';
import type { YamlParameters } from './yamlParameters.ts';

const noParameters: YamlParameters = { parameters: new Map(), problem: undefined };

/** @param file absolute path */
export function attachParameters(file: string, problems: ToldProblems): AttachedFile<YamlParameters> {
  const problemOf = ({ problem }: YamlParameters) => problem;
  return new AttachedFile(file, { mostBytes: mostYamlBytes, parse, none: noParameters, problemOf }, problems);
}

/** When there is such a file. */
const loadYaml = loadOnce(() => import('./yamlParameters.ts'));

async function parse(bytes: Uint8Array): Promise<YamlParameters> {
  const { parseYamlParameters } = await loadYaml();
  return parseYamlParameters(bytes);
}
