// At which inner steps an adaptation is measured, and at which it is drawn.

/**
 * 0, then 1, 2, 3, 5, 10, 20, 30, 50, 100, … up to `innerSteps`, which is always the last. Measuring is dear (without
 * transduction every query sample is predicted in a batch with the whole support set), and an adaptation curve bends
 * early.
 */
export function curveStepsFor(innerSteps: number): number[] {
  const steps = [0];
  for (let decade = 1; decade < innerSteps; decade *= 10) {
    steps.push(...[1, 2, 3, 5].map((factor) => factor * decade).filter((step) => step <= innerSteps * closestToLast));
  }
  return [...steps, innerSteps];
}

/** A point nearer to the last one than this would tell nothing more. */
const closestToLast = 0.9;

/** A few steps to draw: 0, 1, 2, 4, 8, …, always ending at `innerSteps`. */
export function drawnStepsFor(innerSteps: number): number[] {
  const steps = [0];
  for (let step = 1; step < innerSteps; step *= 2) steps.push(step);
  return [...steps, innerSteps];
}
