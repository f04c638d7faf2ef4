// At which inner steps an adaptation is measured, and at which it is drawn.

/** Every step up to 10, then growing gaps (15, 20, 30, 40, 60, 80, 100, 150, …), always ending at `innerSteps`. */
export function curveStepsFor(innerSteps: number): number[] {
  return ascendingTo(innerSteps, (step) => (step < 10 ? 1 : roundGap(step / 2)));
}

/** A few steps to draw: 0, 1, 2, 4, 8, …, always ending at `innerSteps`. */
export function drawnStepsFor(innerSteps: number): number[] {
  return ascendingTo(innerSteps, (step) => Math.max(1, step));
}

function ascendingTo(last: number, gapAfter: (step: number) => number): number[] {
  const steps: number[] = [];
  for (let step = 0; step < last; step += gapAfter(step)) steps.push(step);
  return [...steps, last];
}

/** The largest of 1, 2, 5, 10, 20, 50, … that is at most `limit` (1 or more). */
function roundGap(limit: number): number {
  let decade = 1;
  while (decade * 10 <= limit) decade *= 10;
  const factor = [5, 2, 1].find((candidate) => candidate * decade <= limit) ?? 1;
  return factor * decade;
}
