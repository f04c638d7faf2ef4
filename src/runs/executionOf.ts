// What a run executes beside Reptile Lab's own code, and where its data lie: what a person should know before saying
// yes to it.

import path from 'node:path';
import { lookUpOnSameHost } from '../base/cautiousLookup.ts';
import { isOnAnotherHost } from '../base/otherHosts.ts';
import { backendOf } from '../engine/backends.ts';
import { findTfjsNode } from '../engine/tfjs/findTfjsNode.ts';
import { tfjsNodePlaces } from '../engine/tfjs/tfjsNodePlaces.ts';
import { backendFacts, candidatesOf } from '../experiment/backends.ts';
import { fillTexts } from '../experiment/external/fillCommand.ts';
import { namedPathsOf } from '../experiment/rules/dataPath.ts';
import type { AnyExperiment, Experiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { locateExperiment } from './locateExperiment.ts';
import type { Manifest } from './manifest.ts';

/** Absolute paths. */
export interface Execution {
  /** The program that trains and its arguments, where that is not ours, and what goes on in its place; with texts of parameters filled in. */
  readonly programs: readonly (readonly string[])[];
  /** The module that makes the tasks, if one does. */
  readonly taskModule: string | undefined;
  /** A folder of the project's, whose TensorFlow.js computes where the experiment's engine asks for one. */
  readonly engineFolder: string | undefined;
  /** Files and folders that are only read. */
  readonly data: readonly string[];
  /** Those of them that lie on another computer, which on Windows is given this user's credentials. */
  readonly elsewhere: readonly string[];
}

/** Whether a person is asked before a stranger's run is taken up: it does more than compute with data of this machine. */
export function needsAgreement({ programs, taskModule, engineFolder, elsewhere }: Execution): boolean {
  return programs.length > 0 || taskModule !== undefined || engineFolder !== undefined || elsewhere.length > 0;
}

export function executionOf(directory: string, manifest: Manifest, experiment: AnyExperiment): Execution {
  const folder = path.dirname(locateExperiment(directory, manifest));
  return executionIn({ folder, directory }, experiment, wentOnInstalledBackend(manifest));
}

/** What a run that is to be made of the experiment in `file` will execute, which trying it out executes already. */
export function executionOfNewRun(file: string, runsFolder: string, experiment: AnyExperiment): Execution {
  return executionIn({ folder: path.dirname(path.resolve(file)), directory: runsFolder }, experiment, false);
}

/** The same of runs that are to be made of one file: a sweep may vary what is executed. Each once. */
export function executionsOfNewRuns(
  file: string,
  runsFolder: string,
  experiments: readonly AnyExperiment[],
): readonly Execution[] {
  const different = new Map(
    experiments.map((one) => [
      JSON.stringify(isExternal(one) ? one.trainer : [one.task, one.engine, one.model.initialization]),
      one,
    ]),
  );
  const executions = [...different.values()].map((one) => executionOfNewRun(file, runsFolder, one));
  return [...new Map(executions.map((one) => [JSON.stringify(one), one])).values()];
}

function executionIn(places: Places, experiment: AnyExperiment, wentOnInstalled: boolean): Execution {
  const { folder } = places;
  if (isExternal(experiment)) {
    const { command, resume, parameters } = experiment.trainer;
    const programs = [command, ...(resume === undefined ? [] : [resume])].map((each) => fillTexts(each, parameters));
    return { programs, taskModule: undefined, engineFolder: undefined, data: [], elsewhere: [] };
  }
  const paths = namedPathsOf(experiment).map(({ written }) => path.resolve(folder, written));
  const isModule = experiment.task.kind === 'module';
  const data = isModule ? paths.slice(1) : paths;
  return {
    programs: [],
    taskModule: isModule ? paths[0] : undefined,
    engineFolder: engineFolderOf(experiment, places, wentOnInstalled),
    data,
    elsewhere: onOtherHosts(data, path.resolve(places.directory)),
  };
}

/** Of absolute paths those that lead, through links too, to another host than `from` does. Nothing is asked of one. */
export function onOtherHosts(
  places: readonly string[],
  from: string,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  if (platform !== 'win32') return [];
  return places.filter((place) => lookUpOnSameHost(place, from, platform) === 'notLookedUp');
}

interface Places {
  /** That of the experiment file. */
  readonly folder: string;
  /** That of the run, or the one that it will be in. */
  readonly directory: string;
}

function engineFolderOf(
  { engine }: Experiment,
  { folder, directory }: Places,
  wentOnInstalled: boolean,
): string | undefined {
  const isPossible = candidatesOf(engine.backend).some((name) => backendFacts[name].isInstalledApart);
  if (!isPossible) return undefined;
  // There nothing is looked up before the person has agreed.
  if (isOnAnotherHost(folder, path.resolve(directory))) {
    return engine.backend !== 'auto' || wentOnInstalled ? folder : undefined;
  }
  const search = findTfjsNode(tfjsNodePlaces(folder));
  return search.kind === 'found' && search.installation.origin === 'experiment'
    ? search.installation.folder
    : undefined;
}

/**
 * Whether a backend that a person installed has computed the run: it goes on with it where the experiment leaves the
 * backend open.
 */
function wentOnInstalledBackend({ backend, engineVariant }: Manifest): boolean {
  // Runs of earlier versions name only the variant.
  const known = backend ?? (engineVariant === null ? undefined : backendOf(engineVariant));
  return known !== undefined && backendFacts[known].isInstalledApart;
}
