// Rules on what computes.

import { formatMemory, howToSaveMemory } from '../../base/formatMemory.ts';
import { type BackendFacts, backendFacts, candidatesOf } from '../backends.ts';
import type { BackendName, EngineSpec } from '../schema.ts';
import { modelTooLarge } from './layers.ts';
import { placeOf, type Rule, settingFix } from './rule.ts';

const fastMathPath = ['engine', 'fastMath'];

export const memoryExceeded: Rule = {
  id: 'memory-exceeded',
  severity: 'warning',
  title: 'The network and its batches need more memory than there is.',
  *check(context) {
    const { experiment, forecastMemory } = context;
    const isRefused = [...modelTooLarge.check(context)].length > 0;
    const backend = candidateWith('reservesMemory', experiment.engine.backend);
    if (isRefused || backend === undefined) return;
    const forecast = forecastMemory?.(experiment);
    if (forecast === undefined) return;
    const { bytes, mostBytes, machineBytes } = forecast;
    if (bytes <= Math.min(mostBytes, machineBytes)) return;
    const limit =
      bytes > machineBytes
        ? `this machine has ${formatMemory(machineBytes)}`
        : `${backend} has ${formatMemory(mostBytes)} at most`;
    const advice =
      bytes <= machineBytes && experiment.engine.backend === 'auto'
        ? `${howToSaveMemory}; or install tfjs-node, which then computes`
        : howToSaveMemory;
    const message = `With these layers and batches a worker needs ${formatMemory(bytes)} of memory, but ${limit}. ${advice}.`;
    yield { message, range: placeOf(context, ['model', 'kind']) };
  },
};

export const fastMathVaries: Rule = {
  id: 'fast-math-varies',
  severity: 'information',
  title: 'With fast math, the last bits of a result depend on what computes.',
  *check(context) {
    const { backend, fastMath } = context.experiment.engine;
    if (!fastMath || candidateWith('hasFastMath', backend) === undefined) return;
    const message =
      'With "fastMath" the last bits of every result depend on what computes: native kernels give the same ones on every machine that has ' +
      'them; in WebAssembly, which takes their place elsewhere and needs Node.js 22, they depend on the processor. A run that is resumed ' +
      'stays with what it began with.';
    yield { message, range: placeOf(context, fastMathPath) };
  },
};

export const fastMathWithoutEffect: Rule = {
  id: 'fast-math-without-effect',
  severity: 'warning',
  title: 'Fast math is for fused alone.',
  *check(context) {
    const { backend, fastMath } = context.experiment.engine;
    if (!fastMath || candidateWith('hasFastMath', backend) !== undefined) return;
    const message = `"fastMath" changes nothing with the backend ${backend}: only fused has it. Remove it, or set "backend" to "fused".`;
    yield { message, range: placeOf(context, fastMathPath), ...settingFix(context, fastMathPath, false) };
  },
};

/** The first backend that may compute the experiment and of which `fact` holds. */
function candidateWith(fact: keyof BackendFacts, asked: EngineSpec['backend']): BackendName | undefined {
  return candidatesOf(asked).find((name) => backendFacts[name][fact]);
}
