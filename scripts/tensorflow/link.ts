// `npm run tensorflow:link`: makes a tfjs-node that computes with the TensorFlow library of a Python wheel.
//
// npm run tensorflow:link [-- --wheel FILE] [-- --into FOLDER]
// For machines that npm and PyPI can be reached from, but not the host that tfjs-node's own installation downloads its
// library from. Without FILE the wheel is downloaded with pip (207 MB). Without FOLDER Reptile Lab finds the
// installation by itself.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { userFolder } from '../../src/base/userFolder.ts';
import { installedFolder, tensorflowVariable } from '../../src/engine/tfjs/tfjsNodePlaces.ts';
import { LinkError } from './linkError.ts';
import { linkTensorFlow } from './linkTensorFlow.ts';

const { values } = parseArgs({ options: { wheel: { type: 'string' }, into: { type: 'string' } } });
const target = values.into === undefined ? installedFolder(userFolder()) : path.resolve(values.into);
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

try {
  const started = performance.now();
  const { tensorflow, wasThere } = await linkTensorFlow({
    target,
    wheel: values.wheel === undefined ? undefined : path.resolve(values.wheel),
    signal: interruption.signal,
    environment: process.env,
    report: (line) => console.log(`tensorflow: ${line}`),
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`TensorFlow ${tensorflow} ${wasThere ? 'computes already' : `computes (${seconds} s)`}: ${target}`);
  if (values.into !== undefined) console.log(`Reptile Lab takes it where ${tensorflowVariable} is ${target}`);
} catch (error) {
  if (!(error instanceof LinkError)) throw error;
  console.error(error.message);
  process.exitCode = interruption.signal.aborted ? 130 : 1;
}
