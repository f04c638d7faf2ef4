// The parameters in a YAML file beside a log's figures, which several loggers write.

import { AttachedFile } from '../attachedFile.ts';
import type { ToldProblems } from '../toldProblems.ts';
import type { YamlParameters } from './yamlParameters.ts';

const noParameters: YamlParameters = { parameters: new Map(), problem: undefined };

/** @param file absolute path */
export function attachParameters(file: string, problems: ToldProblems): AttachedFile<YamlParameters> {
  return new AttachedFile(file, readParameters, noParameters, problems, ({ problem }) => problem);
}

/** What reads YAML is loaded when there is such a file. */
async function readParameters(file: string): Promise<YamlParameters> {
  const { readYamlParameters } = await import('./yamlParameters.ts');
  return readYamlParameters(file);
}
