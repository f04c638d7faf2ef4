// Mean losses over a batch and their gradients by the outputs. Rows of outputs and gradients stand `stride` floats
// apart; the gradient's padding becomes 0. The gradient is that of `scale` times the summed loss: 1 / batch for the
// mean, 1 for the sum. Per output, and 12 bytes of traffic: softmax cross-entropy 5 FLOP and an exponential, mean
// squared error 4, the policy gradient 8 and half an exponential; their derivatives along a vector, and 12 to 16 bytes:
// 8 and an exponential, 1, and 7 and half an exponential.

/** Targets are class indices. */
export function softmaxCrossEntropy(
  batch: i32, classes: i32, stride: i32, logits: usize, targets: usize, gradient: usize, scale: f32,
): f32 {
  const end = <usize>classes * 4;
  let total: f64 = 0;
  for (let sample: i32 = 0; sample < batch; sample++) {
    let largest = load<f32>(logits);
    for (let c: usize = 4; c < end; c += 4) largest = max<f32>(largest, load<f32>(logits + c));
    let sum: f32 = 0;
    for (let c: usize = 0; c < end; c += 4) {
      const exponential = NativeMathf.exp(load<f32>(logits + c) - largest);
      store<f32>(gradient + c, exponential);
      sum += exponential;
    }
    const target = <usize>load<f32>(targets) * 4;
    total += <f64>(NativeMathf.log(sum) - (load<f32>(logits + target) - largest));
    const factor = scale / sum;
    for (let c: usize = 0; c < end; c += 4) store<f32>(gradient + c, load<f32>(gradient + c) * factor);
    store<f32>(gradient + target, load<f32>(gradient + target) - scale);
    clear(gradient, end, stride);
    targets += 4;
    logits += <usize>stride * 4;
    gradient += <usize>stride * 4;
  }
  return <f32>(total / <f64>batch);
}

/** Targets are [batch, width] values; the loss is the mean over all of them. */
export function meanSquaredError(
  batch: i32, width: i32, stride: i32, outputs: usize, targets: usize, gradient: usize, scale: f32,
): f32 {
  const end = <usize>width * 4;
  const factor = <f32>2 * scale / <f32>width;
  let total: f64 = 0;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let j: usize = 0; j < end; j += 4) {
      const error = load<f32>(outputs + j) - load<f32>(targets + j);
      total += <f64>(error * error);
      store<f32>(gradient + j, error * factor);
    }
    clear(gradient, end, stride);
    targets += end;
    outputs += <usize>stride * 4;
    gradient += <usize>stride * 4;
  }
  return <f32>(total / <f64>(batch * width));
}

/**
 * Targets are [batch, components + 1]: an action, then its advantage. Outputs are a Gaussian's means, then its log
 * standard deviations. The loss is -advantage · log π(action): per component z = (action - mean) / deviation, log π =
 * -z² / 2 - log deviation - log(2π) / 2.
 */
export function policyGradient(
  batch: i32, components: i32, stride: i32, outputs: usize, targets: usize, gradient: usize, scale: f32,
): f32 {
  const bytes = <usize>components * 4;
  let total: f64 = 0;
  for (let sample: i32 = 0; sample < batch; sample++) {
    const advantage = load<f32>(targets + bytes);
    const factor = -scale * advantage;
    let logProbability: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const logDeviation = load<f32>(outputs + bytes + j);
      const inverse = NativeMathf.exp(-logDeviation);
      const z = (load<f32>(targets + j) - load<f32>(outputs + j)) * inverse;
      logProbability -= 0.5 * z * z + logDeviation + HALF_LOG_TWO_PI;
      store<f32>(gradient + j, factor * z * inverse);
      store<f32>(gradient + bytes + j, factor * (z * z - 1));
    }
    total -= <f64>(advantage * logProbability);
    clear(gradient, 2 * bytes, stride);
    targets += bytes + 4;
    outputs += <usize>stride * 4;
    gradient += <usize>stride * 4;
  }
  return <f32>(total / <f64>batch);
}

const HALF_LOG_TWO_PI: f32 = 0.9189385332046727;

/**
 * The derivative of softmax cross-entropy's gradient along a vector, from that of the logits:
 * scale · p · (logit˙ - Σ p · logit˙), p the probabilities. Padding becomes 0.
 * The likeliest class's logit˙ is taken off all of them, which changes nothing but rounding: where that class is nearly
 * certain, the products of all are small differences of large numbers otherwise.
 */
export function softmaxCrossEntropyTangent(
  batch: i32, classes: i32, stride: i32, logits: usize, logitsTangent: usize, gradientTangent: usize, scale: f32,
): void {
  const end = <usize>classes * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    let largest = load<f32>(logits), reference = load<f32>(logitsTangent);
    for (let c: usize = 4; c < end; c += 4) {
      if (load<f32>(logits + c) <= largest) continue;
      largest = load<f32>(logits + c);
      reference = load<f32>(logitsTangent + c);
    }
    let sum: f32 = 0, weighted: f32 = 0;
    for (let c: usize = 0; c < end; c += 4) {
      const exponential = NativeMathf.exp(load<f32>(logits + c) - largest);
      store<f32>(gradientTangent + c, exponential);
      sum += exponential;
      weighted += exponential * (load<f32>(logitsTangent + c) - reference);
    }
    const mean = weighted / sum, factor = scale / sum;
    for (let c: usize = 0; c < end; c += 4) {
      const exponential = load<f32>(gradientTangent + c);
      store<f32>(gradientTangent + c, exponential * factor * (load<f32>(logitsTangent + c) - reference - mean));
    }
    clear(gradientTangent, end, stride);
    logits += <usize>stride * 4;
    logitsTangent += <usize>stride * 4;
    gradientTangent += <usize>stride * 4;
  }
}

/**
 * The derivative of the policy gradient loss's gradient along a vector, from that of the outputs, mean˙ and
 * logDeviation˙: z˙ = -mean˙ / deviation - z · logDeviation˙; that of the gradient by the mean is -scale · advantage ·
 * (z / deviation)˙, and by the log deviation -scale · advantage · (z²)˙. Padding becomes 0.
 */
export function policyGradientTangent(
  batch: i32, components: i32, stride: i32, outputs: usize, outputsTangent: usize, targets: usize, gradientTangent: usize, scale: f32,
): void {
  const bytes = <usize>components * 4;
  for (let sample: i32 = 0; sample < batch; sample++) {
    const factor = -scale * load<f32>(targets + bytes);
    for (let j: usize = 0; j < bytes; j += 4) {
      const inverse = NativeMathf.exp(-load<f32>(outputs + bytes + j));
      const z = (load<f32>(targets + j) - load<f32>(outputs + j)) * inverse;
      const slope = load<f32>(outputsTangent + bytes + j);
      const change = -load<f32>(outputsTangent + j) * inverse - z * slope;
      store<f32>(gradientTangent + j, factor * inverse * (change - z * slope));
      store<f32>(gradientTangent + bytes + j, factor * 2 * z * change);
    }
    clear(gradientTangent, 2 * bytes, stride);
    targets += bytes + 4;
    outputs += <usize>stride * 4;
    outputsTangent += <usize>stride * 4;
    gradientTangent += <usize>stride * 4;
  }
}

/** The derivative of mean squared error's gradient along a vector, from that of the outputs. Padding becomes 0. */
export function meanSquaredErrorTangent(
  batch: i32, width: i32, stride: i32, outputsTangent: usize, gradientTangent: usize, scale: f32,
): void {
  const end = <usize>width * 4;
  const factor = <f32>2 * scale / <f32>width;
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let j: usize = 0; j < end; j += 4) store<f32>(gradientTangent + j, load<f32>(outputsTangent + j) * factor);
    clear(gradientTangent, end, stride);
    outputsTangent += <usize>stride * 4;
    gradientTangent += <usize>stride * 4;
  }
}

// @ts-ignore: decorator
@inline
function clear(row: usize, from: usize, stride: i32): void {
  for (; from < <usize>stride * 4; from += 4) store<f32>(row + from, 0);
}
