// Runs the operations of programs that move parameters. Only reads their operands; cost stands with each kernel.

import { nextDecayPower } from '../../program/decay';
import { addDecay, clipByNorm, clipByValue, scale } from './decayAndClipping';
import { codeAt, Adam, AddDecay, ClipByNorm, ClipByValue, GradientDescent, Momentum, Scale } from './operations';
import { adam, descend, descendWithMomentum } from './optimizer';

// Powers of Adam's decays after the steps taken so far, for its bias correction.
let beta1Power: f64 = 1;
let beta2Power: f64 = 1;

export function setDecayPowers(first: f64, second: f64): void {
  beta1Power = first;
  beta2Power = second;
}

/** Carries out the operation at `at` and returns the address of the next. */
export function runOptimizerOperation(at: usize): usize {
  switch (codeAt(at)) {
    case GradientDescent.CODE: {
      const its = changetype<GradientDescent>(at);
      descend(its.count, its.parameters, its.gradient, its.learningRate);
      return at + GradientDescent.BYTES;
    }
    case Momentum.CODE: {
      const its = changetype<Momentum>(at);
      descendWithMomentum(its.count, its.parameters, its.gradient, its.accumulated, its.learningRate, its.momentum);
      return at + Momentum.BYTES;
    }
    case Adam.CODE:
      stepAdam(changetype<Adam>(at));
      return at + Adam.BYTES;
    case Scale.CODE: {
      const its = changetype<Scale>(at);
      scale(its.count, its.values, its.factor);
      return at + Scale.BYTES;
    }
    case AddDecay.CODE: {
      const its = changetype<AddDecay>(at);
      addDecay(its.count, its.parameters, its.gradient, its.rate);
      return at + AddDecay.BYTES;
    }
    case ClipByNorm.CODE: {
      const its = changetype<ClipByNorm>(at);
      clipByNorm(its.count, its.gradient, its.at);
      return at + ClipByNorm.BYTES;
    }
    case ClipByValue.CODE: {
      const its = changetype<ClipByValue>(at);
      clipByValue(its.count, its.gradient, its.at);
      return at + ClipByValue.BYTES;
    }
    default:
      return unreachable();
  }
}

function stepAdam(its: Adam): void {
  const beta1 = its.beta1, beta2 = its.beta2;
  beta1Power = nextDecayPower(beta1Power, beta1);
  beta2Power = nextDecayPower(beta2Power, beta2);
  const rate = its.learningRate * Math.sqrt(1 - beta2Power) / (1 - beta1Power);
  adam(
    its.count, its.parameters, its.gradient, its.first, its.second, <f32>rate, <f32>beta1, <f32>beta2, its.epsilon,
  );
}
