// TensorFlow.js as types: nothing of it is loaded by importing this.

import type * as tfjs from '@tensorflow/tfjs-core';

/** A copy of tfjs-core: the built-in one, or the one that tfjs-node brings. */
export type Tfjs = typeof tfjs;
export type Tensor = tfjs.Tensor;
