// Student's distribution, to the last digits, for any whole number of degrees of freedom.

import { findCrossing } from './findCrossing.ts';
import { studentQuantile } from './interval.ts';

/** From here on the expansion that `studentQuantile` is agrees with it to twelve digits. */
const mostExact = 200;

/**
 * How likely a value of Student's distribution lies between -t and t: Abramowitz and Stegun 26.7.3 and 26.7.4, a finite
 * sum in the cosine of θ = atan(t / √ν).
 * @param t at least 0 @param degreesOfFreedom whole, at least 1
 */
export function studentCoverage(t: number, degreesOfFreedom: number): number {
  if (!(t >= 0) || !Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1)
    throw new RangeError(
      `Student's distribution is not known for t = ${t} and ${degreesOfFreedom} degrees of freedom.`,
    );
  return Math.min(1, coverageOfAngle(Math.atan(t / Math.sqrt(degreesOfFreedom)), degreesOfFreedom));
}

function coverageOfAngle(angle: number, degreesOfFreedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

const known = new Map<number, number>();

/**
 * The value t with 95 % of Student's distribution between -t and t: 12.706 for 1 degree of freedom, 1.960 for very many.
 * `studentQuantile` of `interval.ts` is an approximation that recorded figures rest on, and that knows no fewer than 4.
 * @param degreesOfFreedom whole, at least 1
 */
export function exactStudentQuantile(degreesOfFreedom: number): number {
  const quantile = known.get(degreesOfFreedom) ?? findQuantile(degreesOfFreedom);
  if (degreesOfFreedom <= mostExact) known.set(degreesOfFreedom, quantile);
  return quantile;
}

function findQuantile(degreesOfFreedom: number): number {
  if (degreesOfFreedom > mostExact) return studentQuantile(degreesOfFreedom);
  const angle = findCrossing((between) => coverageOfAngle(between, degreesOfFreedom) < 0.95, 0, Math.PI / 2);
  return Math.tan(angle) * Math.sqrt(degreesOfFreedom);
}
