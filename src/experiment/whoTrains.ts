// Who carries an experiment out: our own trainer or another program.

import type { AnyExperiment, Experiment, ExternalExperiment } from './schema.ts';

/** Whether our own trainer carries the experiment out. */
export function isOwn(experiment: AnyExperiment): experiment is Experiment {
  return !isExternal(experiment);
}

/** Whether another program carries the experiment out. */
export function isExternal(experiment: AnyExperiment): experiment is ExternalExperiment {
  return 'trainer' in experiment;
}
