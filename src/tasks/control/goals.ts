// Goals of control tasks: drawn from a region of the plane, those of one sector kept apart where the experiment says
// so.

import type { RandomStream } from '../../engine/random.ts';
import type { HeldOutDescription } from '../heldOutDescription.ts';
import type { Interval, Point } from '../plane.ts';
import { TaskError } from '../taskError.ts';

/** Draws goals for training and for held-out tasks; without a sector both come from the whole region. */
export interface GoalSource {
  drawTrainingGoal(random: RandomStream): Point;
  drawHeldOutGoal(random: RandomStream): Point;
  readonly heldOutDescription: HeldOutDescription;
}

/**
 * Far more than any sector worth the name needs: one of a ten-thousandth of the region is found with probability
 * 0.99995.
 */
const mostDraws = 100_000;

/**
 * @param drawFromRegion a point of the whole region
 * @param heldOutSector directions as seen from the origin, in degrees, counter-clockwise from the x axis; goals there
 * are never trained on
 */
export function createGoalSource(
  drawFromRegion: (random: RandomStream) => Point,
  heldOutSector: Interval | undefined,
): GoalSource {
  if (heldOutSector === undefined) {
    return {
      drawTrainingGoal: drawFromRegion,
      drawHeldOutGoal: drawFromRegion,
      heldOutDescription: { code: 'goals' },
    };
  }
  const [from, to] = heldOutSector;
  const drawWhere = (inSector: boolean) => (random: RandomStream) => {
    for (let draw = 0; draw < mostDraws; draw++) {
      const goal = drawFromRegion(random);
      if (isInSector(goal, heldOutSector) === inSector) return goal;
    }
    throw new TaskError(
      `${inSector ? 'None' : 'All'} of the goals lie in the directions from ${from}° to ${to}° that task.heldOutSector keeps apart, so there ` +
        `are none to ${inSector ? 'measure on' : 'train on'}. Change task.heldOutSector, or the region that goals are drawn from.`,
    );
  };
  return {
    drawTrainingGoal: drawWhere(false),
    drawHeldOutGoal: drawWhere(true),
    heldOutDescription: { code: 'goalsInSector', from, to },
  };
}

/** Whether the direction of `point` from the origin lies in a sector of degrees, which may pass through 0° and 360°. */
export function isInSector([x, y]: Point, [from, to]: Interval): boolean {
  const degrees = (Math.atan2(y, x) * 180) / Math.PI;
  const beyondFrom = (((degrees - from) % 360) + 360) % 360;
  return beyondFrom <= to - from;
}

export function drawUniform([low, high]: Interval, random: RandomStream): number {
  return low + (high - low) * random.uniform();
}
