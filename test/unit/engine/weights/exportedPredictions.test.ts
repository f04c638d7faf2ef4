// Exported weights, loaded by the code in `examples/export`, predict what the engine predicts: in PyTorch, Keras and
// onnxruntime where a Python has them, in TensorFlow.js everywhere.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as layers from '@tensorflow/tfjs-layers';
import { installationFolder } from '../../../../src/base/installation.ts';
import { loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import type { Model } from '../../../../src/engine/model.ts';
import { describeArchitecture } from '../../../../src/engine/weights/architecture.ts';
import { encodeTfjsLayers, type TfjsFiles } from '../../../../src/engine/weights/tfjsLayers.ts';
import { encodeWeights } from '../../../../src/engine/weights/weightFormats.ts';
import { askPython, findPythonWith } from '../../../support/findPython.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import {
  channelsFirstInputs,
  modelsOfLayers,
  modelsOfPresets,
  movedParameters,
  randomInputs,
} from '../../../support/weightModels.ts';

const exampleLayers = new URL('../../../../examples/export/reptile-layers.mjs', import.meta.url).href;
const count = 100;
/** Of outputs, in units of the largest one, or of 1. */
const tolerance = 1e-5;

interface Case {
  readonly model: Model;
  readonly parameters: Float32Array;
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
}

describe('exported weights', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  const cases = new Map<string, Case>();

  before(async () => {
    const engine = await loadFusedEngine({ fastMath: false });
    for (const [name, model] of [...modelsOfPresets(), ...modelsOfLayers]) {
      const parameters = movedParameters(model);
      const inputs = randomInputs(model, count);
      const learner = engine.createLearner({
        model,
        optimizer: { kind: 'sgd', learningRate: 1, reduction: 'mean' },
        maxTrainingBatch: 1,
        maxPredictionBatch: count,
        secondOrder: false,
      });
      learner.writeParameters(parameters);
      cases.set(name, { model, parameters, inputs, outputs: learner.predict(inputs, count) });
      learner.dispose();
    }
  });

  async function writeCases(): Promise<readonly string[]> {
    const places: string[] = [];
    for (const [name, { model, parameters, inputs, outputs }] of cases) {
      const place = path.join(folder(), name.replaceAll(' ', '-'));
      places.push(place);
      await mkdir(place);
      const description = describeArchitecture(model);
      for (const format of ['safetensors', 'npz', 'onnx'] as const) {
        const encoded = encodeWeights(format, model, parameters, description);
        assert.ok(encoded.kind === 'file');
        await writeFile(path.join(place, `model.${format}`), encoded.bytes);
      }
      await writeFile(path.join(place, 'inputs.f32'), channelsFirstInputs(model, inputs));
      await writeFile(path.join(place, 'outputs.f32'), outputs);
      const shapes = { inputs: [count, ...description.input], outputs: [count, model.outputSize] };
      await writeFile(path.join(place, 'shape.json'), JSON.stringify(shapes));
    }
    return places;
  }

  for (const [kind, title, modules] of [
    ['torch', 'PyTorch', ['torch', 'safetensors']],
    ['onnx', 'onnxruntime', ['onnxruntime']],
    ['keras', 'Keras', ['tensorflow', 'keras', 'safetensors']],
  ] as const) {
    it(`predict in ${title} what they predict here (needs a Python with ${modules.join(' and ')})`, async function () {
      const python = await findPythonWith('numpy', ...modules);
      if (python === undefined) return this.skip();
      const folders = await writeCases();
      const found = await askPython(python, path.resolve('test/support/python/predict.py'), kind, ...folders);
      assert.ok(typeof found === 'object' && found !== null);
      const differences = Object.entries(found);
      assert.equal(differences.length, folders.length * (kind === 'onnx' ? 1 : 2));
      assert.deepEqual(
        differences.filter(([, difference]) => !(Number(difference) <= tolerance)),
        [],
      );
    });
  }

  it('predict in TensorFlow.js what they predict here, and are refused without their layers', async () => {
    const core = await import('@tensorflow/tfjs-core');
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(path.join(installationFolder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
    await core.setBackend('wasm');
    const tf = { ...core, layers: { Layer: layers.layers.Layer }, initializers: layers.initializers };
    const { registerReptileLayers } = await import(exampleLayers);
    const load = (files: TfjsFiles) => {
      const { modelTopology, weightsManifest } = JSON.parse(files['model.json']);
      const weightData = files['weights.bin'].buffer;
      return layers.loadLayersModel(
        core.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
      );
    };
    const normalized = cases.get('every layer');
    assert.ok(normalized);
    await assert.rejects(
      load(encodeTfjsLayers(normalized.model, normalized.parameters, {})),
      /Unknown layer: BatchStatisticsNormalization/,
    );
    registerReptileLayers(tf);
    for (const [name, { model, parameters, inputs, outputs }] of cases) {
      const loaded = await load(encodeTfjsLayers(model, parameters, {}));
      const answer = loaded.predict(core.tensor(inputs, [count, ...model.inputShape]), { batchSize: count });
      assert.ok(!Array.isArray(answer));
      const found = answer.dataSync();
      const scale = Math.max(1, ...outputs.map(Math.abs));
      const largest = Math.max(
        ...outputs.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) / scale),
      );
      assert.ok(largest <= tolerance, `${name}: ${largest}`);
    }
  });
});
