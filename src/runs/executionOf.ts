// What a run executes beside Reptile Lab's own code, and where its data lie: what a person should know before saying yes to it.

import path from 'node:path';
import { isOnAnotherHost } from '../base/otherHosts.ts';
import { findTfjsNode } from '../engine/tfjs/findTfjsNode.ts';
import { tfjsNodePlaces } from '../engine/tfjs/tfjsNodePlaces.ts';
import { namedPathsOf } from '../experiment/rules/dataPath.ts';
import type { Experiment } from '../experiment/schema.ts';
import { locateExperiment } from './locateExperiment.ts';
import type { Manifest } from './manifest.ts';

/** Absolute paths. */
export interface Execution {
  /** The module that makes the tasks, if one does. */
  readonly taskModule: string | undefined;
  /** A folder of the project's, whose TensorFlow.js computes where the experiment's engine asks for one. */
  readonly engineFolder: string | undefined;
  /** Files and folders that are only read. */
  readonly data: readonly string[];
}

export function executionOf(directory: string, manifest: Manifest, experiment: Experiment): Execution {
  const folder = path.dirname(locateExperiment(directory, manifest));
  const paths = namedPathsOf(experiment.task).map(({ written }) => path.resolve(folder, written));
  const isModule = experiment.task.kind === 'module';
  return {
    taskModule: isModule ? paths[0] : undefined,
    engineFolder: engineFolderOf(experiment, manifest, { folder, directory }),
    data: isModule ? [] : paths,
  };
}

interface Places {
  /** That of the experiment file. */
  readonly folder: string;
  /** That of the run. */
  readonly directory: string;
}

function engineFolderOf({ engine }: Experiment, manifest: Manifest, { folder, directory }: Places): string | undefined {
  if (engine.backend !== 'auto' && engine.backend !== 'tfjs-node') return undefined;
  // There nothing is looked up before the person has agreed.
  if (isOnAnotherHost(folder, path.resolve(directory))) {
    return engine.backend === 'tfjs-node' || wentOnTfjsNode(manifest) ? folder : undefined;
  }
  const search = findTfjsNode(tfjsNodePlaces(folder));
  return search.kind === 'found' && search.installation.origin === 'experiment' ? search.installation.folder : undefined;
}

/** Such a run goes on with it where the experiment leaves the backend open. */
function wentOnTfjsNode({ backend, engineVariant }: Manifest): boolean {
  // Runs of earlier versions name only the variant.
  return backend === 'tfjs-node' || (backend === null && engineVariant?.startsWith('tfjs-node ') === true);
}
