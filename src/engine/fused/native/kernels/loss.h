// Mean losses over a batch and their gradients by the outputs. Rows of outputs and gradients stand `stride` floats apart;
// the gradient's padding becomes 0. The gradient is that of the mean loss, or of the sum. Cost: as of the WebAssembly
// kernels.

#pragma once

#include "operations.h"
#include "scalar.h"

namespace {

INLINE float *floatsAt(Address at) { return reinterpret_cast<float *>(at); }

/** What each sample's loss weighs in the gradient. */
INLINE float weightOf(bool summed, int batch) { return summed ? 1.0f : 1.0f / static_cast<float>(batch); }

INLINE void clearFrom(float *row, int from, int stride) {
  for (; from < stride; from++) row[from] = 0;
}

/** Targets are class indices. */
KERNEL void carryOut(const SoftmaxCrossEntropy &its, Context &context) {
  const int batch = context.batch, classes = its.classes(), stride = its.stride();
  const float scale = weightOf(its.summed(), batch);
  const float *logits = floatsAt(its.logits()), *targets = floatsAt(context.targets);
  float *gradient = floatsAt(its.gradient());
  double total = 0;
  for (int sample = 0; sample < batch; sample++, logits += stride, gradient += stride) {
    float largest = logits[0], sum = 0;
    for (int c = 1; c < classes; c++) largest = largerOf(largest, logits[c]);
    for (int c = 0; c < classes; c++) {
      gradient[c] = exponential(logits[c] - largest);
      sum += gradient[c];
    }
    const int target = static_cast<int>(targets[sample]);
    total += static_cast<double>(logarithm(sum) - (logits[target] - largest));
    const float factor = scale / sum;
    for (int c = 0; c < classes; c++) gradient[c] *= factor;
    gradient[target] -= scale;
    clearFrom(gradient, classes, stride);
  }
  putFloat(context.loss, static_cast<float>(total / static_cast<double>(batch)));
}

/** Targets are [batch, width] values; the loss is the mean over all of them. */
KERNEL void carryOut(const MeanSquaredError &its, Context &context) {
  const int batch = context.batch, width = its.width(), stride = its.stride();
  const float factor = 2.0f * weightOf(its.summed(), batch) / static_cast<float>(width);
  const float *outputs = floatsAt(its.outputs()), *targets = floatsAt(context.targets);
  float *gradient = floatsAt(its.gradient());
  double total = 0;
  for (int sample = 0; sample < batch; sample++, targets += width, outputs += stride, gradient += stride) {
    for (int j = 0; j < width; j++) {
      const float error = outputs[j] - targets[j];
      total += static_cast<double>(error * error);
      gradient[j] = error * factor;
    }
    clearFrom(gradient, width, stride);
  }
  putFloat(context.loss, static_cast<float>(total / static_cast<double>(batch * width)));
}

/**
 * Targets are [batch, components + 1]: an action, then its advantage. Outputs are a Gaussian's means, then its log
 * standard deviations.
 */
KERNEL void carryOut(const PolicyGradient &its, Context &context) {
  constexpr float HALF_LOG_TWO_PI = 0.9189385332046727;
  const int batch = context.batch, components = its.components(), stride = its.stride();
  const float scale = weightOf(its.summed(), batch);
  const float *outputs = floatsAt(its.outputs()), *targets = floatsAt(context.targets);
  float *gradient = floatsAt(its.gradient());
  double total = 0;
  for (int sample = 0; sample < batch; sample++, targets += components + 1, outputs += stride, gradient += stride) {
    const float advantage = targets[components], factor = -scale * advantage;
    float logProbability = 0;
    for (int j = 0; j < components; j++) {
      const float logDeviation = outputs[components + j], inverse = exponential(-logDeviation);
      const float z = (targets[j] - outputs[j]) * inverse;
      logProbability -= 0.5f * z * z + logDeviation + HALF_LOG_TWO_PI;
      gradient[j] = factor * z * inverse;
      gradient[components + j] = factor * (z * z - 1.0f);
    }
    total -= static_cast<double>(advantage * logProbability);
    clearFrom(gradient, 2 * components, stride);
  }
  putFloat(context.loss, static_cast<float>(total / static_cast<double>(batch)));
}

/**
 * The derivative of softmax cross-entropy's gradient along a vector, from that of the logits: the likeliest class's is
 * taken off all of them first.
 */
KERNEL void carryOut(const SoftmaxCrossEntropyTangent &its, Context &context) {
  const int batch = context.batch, classes = its.classes(), stride = its.stride();
  const float scale = 1.0f / static_cast<float>(batch);
  const float *logits = floatsAt(its.logits()), *tangent = floatsAt(its.logitsTangent());
  float *gradient = floatsAt(its.gradientTangent());
  for (int sample = 0; sample < batch; sample++, logits += stride, tangent += stride, gradient += stride) {
    float largest = logits[0], reference = tangent[0];
    for (int c = 1; c < classes; c++) {
      if (logits[c] <= largest) continue;
      largest = logits[c];
      reference = tangent[c];
    }
    float sum = 0, weighted = 0;
    for (int c = 0; c < classes; c++) {
      gradient[c] = exponential(logits[c] - largest);
      sum += gradient[c];
      weighted += gradient[c] * (tangent[c] - reference);
    }
    const float mean = weighted / sum, factor = scale / sum;
    for (int c = 0; c < classes; c++) gradient[c] = gradient[c] * factor * (tangent[c] - reference - mean);
    clearFrom(gradient, classes, stride);
  }
}

/** The derivative of mean squared error's gradient along a vector, from that of the outputs. */
KERNEL void carryOut(const MeanSquaredErrorTangent &its, Context &context) {
  const int width = its.width(), stride = its.stride();
  const float factor = 2.0f * (1.0f / static_cast<float>(context.batch)) / static_cast<float>(width);
  const float *tangent = floatsAt(its.outputsTangent());
  float *gradient = floatsAt(its.gradientTangent());
  for (int sample = 0; sample < context.batch; sample++, tangent += stride, gradient += stride) {
    for (int j = 0; j < width; j++) gradient[j] = tangent[j] * factor;
    clearFrom(gradient, width, stride);
  }
}

/** The derivative of the policy gradient loss's gradient along a vector, from that of the outputs. */
KERNEL void carryOut(const PolicyGradientTangent &its, Context &context) {
  const int components = its.components(), stride = its.stride();
  const float scale = 1.0f / static_cast<float>(context.batch);
  const float *outputs = floatsAt(its.outputs()), *tangent = floatsAt(its.outputsTangent());
  const float *targets = floatsAt(context.targets);
  float *gradient = floatsAt(its.gradientTangent());
  for (int sample = 0; sample < context.batch; sample++, targets += components + 1) {
    const float factor = -scale * targets[components];
    for (int j = 0; j < components; j++) {
      const float inverse = exponential(-outputs[components + j]), z = (targets[j] - outputs[j]) * inverse;
      const float slope = tangent[components + j], change = -tangent[j] * inverse - z * slope;
      gradient[j] = factor * inverse * (change - z * slope);
      gradient[components + j] = factor * 2.0f * z * change;
    }
    clearFrom(gradient, 2 * components, stride);
    outputs += stride;
    tangent += stride;
    gradient += stride;
  }
}

} // namespace
