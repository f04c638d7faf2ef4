// The motion of a two-link planar arm: uniform rods, torque and viscous friction in each joint, no gravity.

/** Lengths in metres, masses in kilograms, damping in newton metre seconds. */
export interface ArmBody {
  readonly linkLengths: readonly [upper: number, lower: number];
  readonly linkMasses: readonly [upper: number, lower: number];
  /** Torque of friction in a joint that turns by one radian a second. */
  readonly damping: number;
}

/**
 * Values of an arm's state: angle of the shoulder against the x axis, of the elbow against the upper link, and their
 * velocities.
 */
export const armStateSize = 4;

/** Moves one arm, whose state stands in `states` from index `at` on, by a time step with constant torques. */
export type ArmMotion = (states: Float64Array, at: number, shoulderTorque: number, elbowTorque: number) => void;

/**
 * Lagrange's equations M(q) q̈ + c(q, q̇) + damping · q̇ = torque, integrated by the classical Runge-Kutta method of
 * fourth order, one step of `timeStep` seconds at a time. A uniform rod of mass m and length l has its centre at l / 2
 * and the moment of inertia m l² / 12.
 */
export function createArmMotion(body: ArmBody, timeStep: number): ArmMotion {
  const accelerate = createAcceleration(body);
  const acceleration = new Float64Array(2);
  return (states, at, shoulderTorque, elbowTorque) => {
    const q1 = states[at] ?? Number.NaN;
    const q2 = states[at + 1] ?? Number.NaN;
    const v1 = states[at + 2] ?? Number.NaN;
    const v2 = states[at + 3] ?? Number.NaN;
    let angle1 = 0;
    let angle2 = 0;
    let velocity1 = 0;
    let velocity2 = 0;
    // Slopes of the stage before, from which the next one starts; the first starts from none.
    let slopeV1 = 0;
    let slopeV2 = 0;
    let slopeA1 = 0;
    let slopeA2 = 0;
    for (let stage = 0; stage < 4; stage++) {
      const ahead = stage === 0 ? 0 : stage === 3 ? timeStep : timeStep / 2;
      const stageV1 = v1 + ahead * slopeA1;
      const stageV2 = v2 + ahead * slopeA2;
      accelerate(q2 + ahead * slopeV2, stageV1, stageV2, shoulderTorque, elbowTorque, acceleration);
      slopeV1 = stageV1;
      slopeV2 = stageV2;
      slopeA1 = acceleration[0] ?? Number.NaN;
      slopeA2 = acceleration[1] ?? Number.NaN;
      const weight = stage === 0 || stage === 3 ? timeStep / 6 : timeStep / 3;
      angle1 += weight * slopeV1;
      angle2 += weight * slopeV2;
      velocity1 += weight * slopeA1;
      velocity2 += weight * slopeA2;
    }
    states[at] = q1 + angle1;
    states[at + 1] = q2 + angle2;
    states[at + 2] = v1 + velocity1;
    states[at + 3] = v2 + velocity2;
  };
}

type Acceleration = (
  q2: number,
  v1: number,
  v2: number,
  torque1: number,
  torque2: number,
  acceleration: Float64Array,
) => void;

function createAcceleration({ linkLengths: [l1, l2], linkMasses: [m1, m2], damping }: ArmBody): Acceleration {
  const centre2 = l2 / 2;
  const inertia2 = (m2 * l2 * l2) / 12 + m2 * centre2 * centre2;
  const inertia1 = (m1 * l1 * l1) / 12 + (m1 * l1 * l1) / 4 + m2 * l1 * l1;
  const coupling = m2 * l1 * centre2;
  return (q2, v1, v2, torque1, torque2, acceleration) => {
    const coupled = coupling * Math.cos(q2);
    const centrifugal = coupling * Math.sin(q2);
    const m11 = inertia1 + inertia2 + 2 * coupled;
    const m12 = inertia2 + coupled;
    const force1 = torque1 - damping * v1 + centrifugal * (2 * v1 * v2 + v2 * v2);
    const force2 = torque2 - damping * v2 - centrifugal * v1 * v1;
    const determinant = m11 * inertia2 - m12 * m12;
    acceleration[0] = (inertia2 * force1 - m12 * force2) / determinant;
    acceleration[1] = (m11 * force2 - m12 * force1) / determinant;
  };
}
