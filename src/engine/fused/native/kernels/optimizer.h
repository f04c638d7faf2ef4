// Optimizer steps over all parameters at once, weight decay and clipping of gradients. `count` is a multiple of 8; padding
// has gradient 0 and stays 0. Cost: as of the WebAssembly kernels.

#pragma once

#include "operations.h"
#include "vector.h"

namespace {

/** Calls `body` for every place of `count` floats, as `eachVector`. */
template <class Body> INLINE void eachFloat(int count, Body body) { eachVector(static_cast<size_t>(count) * 4, body); }

/** parameters ← parameters - learningRate · gradient */
KERNEL void carryOut(const GradientDescent &its, Context &) {
  const Address parameters = its.parameters(), gradient = its.gradient();
  const float factor = -its.learningRate();
  eachFloat(its.count(), [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(parameters + at, multiplyAdd(splat<V>(factor), load<V>(gradient + at), load<V>(parameters + at)));
  });
}

/** accumulated ← momentum · accumulated + gradient, then parameters ← parameters - learningRate · accumulated */
KERNEL void carryOut(const Momentum &its, Context &) {
  const Address parameters = its.parameters(), gradient = its.gradient(), accumulated = its.accumulated();
  const float factor = -its.learningRate(), momentum = its.momentum();
  eachFloat(its.count(), [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    const V direction = multiplyAdd(splat<V>(momentum), load<V>(accumulated + at), load<V>(gradient + at));
    store(accumulated + at, direction);
    store(parameters + at, multiplyAdd(splat<V>(factor), direction, load<V>(parameters + at)));
  });
}

/** The power after one more step: see `program/decay.ts`. */
INLINE double nextDecayPower(double power, double decay) { return power < 8.673617379884035e-19 ? 0 : power * decay; }

/** One step of Adam as in TensorFlow's AdamOptimizer; without first moments (beta1 = 0) there is no `first`. */
KERNEL void carryOut(const Adam &its, Context &context) {
  const double beta1 = its.beta1(), beta2 = its.beta2();
  State &state = context.state;
  state.beta1Power = nextDecayPower(state.beta1Power, beta1);
  state.beta2Power = nextDecayPower(state.beta2Power, beta2);
  // With both bias corrections.
  const float rate =
    static_cast<float>(its.learningRate() * __builtin_sqrt(1 - state.beta2Power) / (1 - state.beta1Power));
  const float epsilon = its.epsilon(), decay1 = static_cast<float>(beta1), decay2 = static_cast<float>(beta2);
  const float share1 = 1.0f - decay1, share2 = 1.0f - decay2;
  const Address parameters = its.parameters(), gradient = its.gradient(), first = its.first(), second = its.second();
  eachFloat(its.count(), [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    const V slope = load<V>(gradient + at);
    const V variance = multiplyAdd(splat<V>(decay2), load<V>(second + at), splat<V>(share2) * (slope * slope));
    store(second + at, variance);
    V direction = slope;
    if (first != nullptr) {
      direction = multiplyAdd(splat<V>(decay1), load<V>(first + at), splat<V>(share1) * slope);
      store(first + at, direction);
    }
    store(parameters + at, load<V>(parameters + at) - splat<V>(rate) * direction / (squareRoot(variance) + epsilon));
  });
}

INLINE void multiplyAll(int count, Address values, float factor) {
  eachFloat(count, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(values + at, splat<V>(factor) * load<V>(values + at));
  });
}

/** values ← factor · values */
KERNEL void carryOut(const Scale &its, Context &) { multiplyAll(its.count(), its.values(), its.factor()); }

/** gradient ← gradient + rate · parameters */
KERNEL void carryOut(const AddDecay &its, Context &) {
  const Address parameters = its.parameters(), gradient = its.gradient();
  const float rate = its.rate();
  eachFloat(its.count(), [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(gradient + at, multiplyAdd(splat<V>(rate), load<V>(parameters + at), load<V>(gradient + at)));
  });
}

/** Each component at most `at` in absolute value; what is not a number stays so. */
KERNEL void carryOut(const ClipByValue &its, Context &) {
  const Address gradient = its.gradient();
  const float most = its.at();
  eachFloat(its.count(), [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(gradient + at, limit(load<V>(gradient + at), most));
  });
}

/** In float64, where no square of a float32 overflows or vanishes; in the order of the WebAssembly kernels. */
INLINE double sumOfSquares(int count, Address values) {
  double sums[4] = {};
  for (const char *at = values, *end = values + static_cast<size_t>(count) * 4; at < end; at += 16) {
    UNROLL for (int lane = 0; lane < 4; lane++) {
      const double value = static_cast<double>(floatAt(at + lane * 4));
      sums[lane] += value * value;
    }
  }
  return sums[0] + sums[2] + (sums[1] + sums[3]);
}

/** gradient ← gradient · at / max(at, norm); of one that is not finite nothing is left that is a number. */
KERNEL void carryOut(const ClipByNorm &its, Context &) {
  const double most = its.at(), norm = __builtin_sqrt(sumOfSquares(its.count(), its.gradient()));
  if (norm <= most) return;
  const bool isFinite = norm - norm == 0;
  multiplyAll(its.count(), its.gradient(), isFinite ? static_cast<float>(most / norm) : __builtin_nanf(""));
}

} // namespace
