// The derivatives of batch norm and of its gradient along a vector. Formulas and cost: as of the WebAssembly kernels.

#pragma once

#include "batchNorm.h"

namespace {

template <class V> INLINE V masked(bool rectify, Address y, Address values) {
  return rectify ? keep<V>(load<V>(values), load<V>(y) > V{}) : load<V>(values);
}

/**
 * With n the normalised values, s the scale and means over rows: ṅ = s · (ẋ - mean(ẋ) - n · mean(n · (ẋ - mean(ẋ)))),
 * ẏ = γ̇ · n + gamma · ṅ + β̇, masked like y. Keeps ṅ (`normalisedTangent` may be `xTangent`) and, in the first row of
 * `sums`, ṡ / s = -s · mean(n · (ẋ - mean(ẋ))).
 */
KERNEL void carryOut(const BatchNormTangent &its, Context &) {
  const int rows = its.rows();
  const size_t bytes = static_cast<size_t>(its.width()) * 4, length = rows * bytes;
  const float share = 1.0f / static_cast<float>(rows);
  const bool rectify = its.activation() == RELU;
  const Address means = its.sums() + bytes, xTangent = its.xTangent(), normalised = its.normalised();
  eachVector(bytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    V mean{}, slope{};
    for (size_t row = at; row < length; row += bytes) mean += load<V>(xTangent + row);
    mean *= share;
    store(means + at, mean);
    for (size_t row = at; row < length; row += bytes) {
      slope = multiplyAdd(load<V>(xTangent + row) - mean, load<V>(normalised + row), slope);
    }
    const V scale = load<V>(its.scale() + at), scaleChange = -(scale * (slope * share));
    store(its.sums() + at, scaleChange);
    const V gamma = load<V>(its.gamma() + at), gammaChange = load<V>(its.gammaTangent() + at);
    const V betaChange = load<V>(its.betaTangent() + at);
    for (size_t row = at; row < length; row += bytes) {
      const V n = load<V>(normalised + row);
      const V change = multiplyAdd(n, scaleChange, scale * (load<V>(xTangent + row) - mean));
      store(its.normalisedTangent() + row, change);
      const V output = multiplyAdd(gamma, change, multiplyAdd(gammaChange, n, betaChange));
      store(its.yTangent() + row, rectify ? keep<V>(output, load<V>(its.y() + row) > V{}) : output);
    }
  });
}

/**
 * The derivative of BATCH_NORM_GRADIENT; runs before it and turns `dyTangent` into the tangent of dx in place. With
 * d = dy, g = d - mean(d) - n · mean(d · n), so that dx = gamma · s · g:
 *   ġ = ḋ - mean(ḋ) - ṅ · mean(d · n) - n · mean(ḋ · n + d · ṅ)
 *   dẋ = s · ((γ̇ + gamma · ṡ / s) · g + gamma · ġ)
 */
KERNEL void carryOut(const BatchNormGradientTangent &its, Context &) {
  const int rows = its.rows();
  const size_t bytes = static_cast<size_t>(its.width()) * 4, length = rows * bytes;
  const float share = 1.0f / static_cast<float>(rows);
  const bool rectify = its.activation() == RELU;
  const Address y = its.y(), dy = its.dy(), dyTangent = its.dyTangent();
  const Address gradientSums = its.sums() + bytes, gradientProducts = gradientSums + bytes;
  eachVector(bytes, [&](auto zero, size_t at) INLINED {
    using V = decltype(zero);
    V sum{}, product{}, sumTangent{}, productTangent{};
    for (size_t row = at; row < length; row += bytes) {
      const V d = masked<V>(rectify, y + row, dy + row), change = masked<V>(rectify, y + row, dyTangent + row);
      const V n = load<V>(its.normalised() + row);
      sum += d;
      product = multiplyAdd(d, n, product);
      sumTangent += change;
      productTangent = multiplyAdd(change, n, multiplyAdd(d, load<V>(its.normalisedTangent() + row), productTangent));
    }
    store(gradientSums + at, sum);
    store(gradientProducts + at, product);
    store(its.betaGradientTangent() + at, sumTangent);
    store(its.gammaGradientTangent() + at, productTangent);
    sum *= share;
    product *= share;
    sumTangent *= share;
    productTangent *= share;
    const V factor = load<V>(its.scale() + at), gamma = factor * load<V>(its.gamma() + at);
    const V gammaChange = multiplyAdd(gamma, load<V>(its.sums() + at), factor * load<V>(its.gammaTangent() + at));
    for (size_t row = at; row < length; row += bytes) {
      const V d = masked<V>(rectify, y + row, dy + row), change = masked<V>(rectify, y + row, dyTangent + row);
      const V n = load<V>(its.normalised() + row);
      const V centred = d - sum - n * product;
      const V bend = multiplyAdd(n, productTangent, load<V>(its.normalisedTangent() + row) * product);
      const V centredTangent = change - sumTangent - bend;
      store(dyTangent + row, multiplyAdd(gammaChange, centred, gamma * centredTangent));
    }
  });
}

} // namespace
