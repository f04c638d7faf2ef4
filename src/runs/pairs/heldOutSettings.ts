// Which settings of an experiment make its held-out tasks what they are. Knows neither Node nor the DOM.

/** Settings of training tasks alone, and where data lie, which says nothing of what they are. */
const saysNothing = /^task\.(?:trainShots|rotations|.*path)$/i;

/** @param place dotted key of a setting */
export function makesHeldOutTasks(place: string): boolean {
  return place.startsWith('task.') && !saysNothing.test(place);
}
