// Biases, ReLU, tanh and sigmoid, their gradients, and the derivatives of these along a vector. Cost: as of the
// WebAssembly kernels.

#pragma once

#include "activations.h"
#include "operations.h"
#include "vector.h"

namespace {

template <int Activation, class V> INLINE V apply(V x) {
  if constexpr (Activation == TANH) return hyperbolicTangent(x);
  else if constexpr (Activation == SIGMOID) return logistic(x);
  else if constexpr (Activation == RELU) return larger(x, V{});
  else return x;
}

/** dy · activation'(x) from the activation's output y. */
template <int Activation, class V> INLINE V applyGradient(V y, V dy) {
  if constexpr (Activation == TANH) return dy * (1.0f - y * y);
  else if constexpr (Activation == SIGMOID) return dy * (y * (1.0f - y));
  else return keep<V>(dy, y > V{});
}

/** `own` + dy · (activation'(x))˙: -2 y ẏ for tanh' = 1 - y², (1 - 2 y) ẏ for sigmoid' = y (1 - y), 0 for ReLU. */
template <int Activation, class V> INLINE V applyGradientTangent(V y, V yTangent, V dy, V own) {
  if constexpr (Activation == RELU) return own;
  else {
    const V bend = splat<V>(-2) * y;
    return multiplyAdd((Activation == TANH ? bend : 1.0f + bend) * yTangent, dy, own);
  }
}

/** Calls `body` with an activation's code as a type, so that each has a loop of its own. */
template <int Code> struct Activation {
  static constexpr int CODE = Code;
};
template <class Body> INLINE void withActivation(int code, Body body) {
  switch (code) {
    case RELU: body(Activation<RELU>{}); break;
    case TANH: body(Activation<TANH>{}); break;
    case SIGMOID: body(Activation<SIGMOID>{}); break;
    default: break;
  }
}

/** y ← activation(y + bias), in place. */
KERNEL void carryOut(const AddBias &its, Context &) {
  const size_t bytes = static_cast<size_t>(its.width()) * 4;
  const Address bias = its.bias();
  const auto addThen = [&](auto activation) INLINED {
    Address y = its.y();
    for (int row = its.rows(); row > 0; row--, y += bytes) {
      eachVector(bytes, [&](auto zero, size_t at) INLINED {
        using V = decltype(zero);
        store(y + at, apply<decltype(activation)::CODE, V>(load<V>(y + at) + load<V>(bias + at)));
      });
    }
  };
  if (its.activation() == IDENTITY) addThen(Activation<IDENTITY>{});
  else withActivation(its.activation(), addThen);
}

/** Bias gradient: the sum of dy over rows. */
KERNEL void carryOut(const BiasGradient &its, Context &) {
  const size_t bytes = static_cast<size_t>(its.width()) * 4, length = its.rows() * bytes;
  const Address dy = its.dy();
  eachColumns(bytes, [&](auto columns, size_t at) INLINED {
    using V = typename decltype(columns)::Vector;
    constexpr int COUNT = decltype(columns)::COUNT;
    V sum[COUNT];
    UNROLL for (int c = 0; c < COUNT; c++) sum[c] = V{};
    for (size_t row = at; row < length; row += bytes) {
      UNROLL for (int c = 0; c < COUNT; c++) sum[c] += load<V>(dy + row + c * sizeof(V));
    }
    UNROLL for (int c = 0; c < COUNT; c++) store(its.gradient() + at + c * sizeof(V), sum[c]);
  });
}

/** y ← activation(x); `x` and `y` may be the same. */
KERNEL void carryOut(const Activate &its, Context &) {
  withActivation(its.activation(), [&](auto activation) INLINED {
    eachVector(static_cast<size_t>(its.count()) * 4, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      store(its.y() + at, apply<decltype(activation)::CODE, V>(load<V>(its.x() + at)));
    });
  });
}

/** Turns the gradient by the output into that by the input, or the tangent of x into that of y. */
INLINE void multiplyBySlope(int code, size_t bytes, Address y, Address from, Address to) {
  withActivation(code, [&](auto activation) INLINED {
    eachVector(bytes, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      store(to + at, applyGradient<decltype(activation)::CODE, V>(load<V>(y + at), load<V>(from + at)));
    });
  });
}

KERNEL void carryOut(const ActivationGradient &its, Context &) {
  multiplyBySlope(its.activation(), static_cast<size_t>(its.count()) * 4, its.y(), its.dy(), its.dy());
}

KERNEL void carryOut(const ActivationTangent &its, Context &) {
  multiplyBySlope(its.activation(), static_cast<size_t>(its.count()) * 4, its.y(), its.xTangent(), its.yTangent());
}

/** dyTangent ← dyTangent · activation'(x) + dy · (activation'(x))˙, with dy as it was before ACTIVATION_GRADIENT. */
KERNEL void carryOut(const ActivationGradientTangent &its, Context &) {
  withActivation(its.activation(), [&](auto activation) INLINED {
    constexpr int CODE = decltype(activation)::CODE;
    eachVector(static_cast<size_t>(its.count()) * 4, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      const V y = load<V>(its.y() + at), own = applyGradient<CODE, V>(y, load<V>(its.dyTangent() + at));
      const V bent = applyGradientTangent<CODE, V>(y, load<V>(its.yTangent() + at), load<V>(its.dy() + at), own);
      store(its.dyTangent() + at, bent);
    });
  });
}

/** y ← y + x */
KERNEL void carryOut(const Add &its, Context &) {
  eachVector(static_cast<size_t>(its.count()) * 4, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    store(its.y() + at, load<V>(its.y() + at) + load<V>(its.x() + at));
  });
}

KERNEL void carryOut(const Copy &its, Context &) { copy(its.y(), its.x(), static_cast<size_t>(its.count()) * 4); }

/** Sets what stands behind the `channels` floats of each run, up to `stride`, to 0: the sigmoid of 0 is not 0. */
KERNEL void carryOut(const ClearPadding &its, Context &) {
  const int channels = its.channels(), stride = its.stride();
  Address y = its.y();
  for (int run = its.runs(); run > 0; run--, y += stride * 4) {
    for (int channel = channels; channel < stride; channel++) putFloat(y + channel * 4, 0);
  }
}

} // namespace
