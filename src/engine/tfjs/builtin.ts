// What dist/tfjs.js is built from: tfjs-core with its gradients, and the backends that come with Reptile Lab.

import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

export { setWasmPaths, tf };
