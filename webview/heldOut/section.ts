// The two sections of held-out tasks, over the run and over inner steps, each with its choice of accuracy or loss.

import type { HeldOutQuantity } from '../../src/runs/figureOfMerit.ts';
import { type ChartSection, createChartSection } from '../charts/chartSection.ts';
import { createDropdown } from '../controls.ts';
import { setHidden } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { Choices, LiveRun } from '../model.ts';

/** A choice is offered where a run has both; a policy is measured by its return alone. */
const choosable: Readonly<Record<Exclude<HeldOutQuantity, 'return'>, string>> = { accuracy: 'Accuracy', loss: 'Loss' };

export interface HeldOutSections {
  readonly overRun: ChartSection;
  readonly overSteps: ChartSection;
  showChoices(live: LiveRun, choices: Choices): void;
}

export function createHeldOutSections(choose: (choices: Partial<Choices>) => void, announce: Announce): HeldOutSections {
  const heldOut = createDropdown('What the held-out chart shows', choosable, (value) => choose({ heldOutQuantity: value }));
  const adaptation = createDropdown('What the adaptation curve shows', choosable, (value) =>
    choose({ adaptationQuantity: value }),
  );
  const section = (title: string, dropdown: HTMLElement): ChartSection =>
    createChartSection({ title, controls: [dropdown], announce });
  return {
    overRun: section('Held-out tasks', heldOut.element),
    overSteps: section('Adaptation curve', adaptation.element),
    showChoices: ({ run }, choices) => {
      heldOut.setValue(choices.heldOutQuantity === 'loss' ? 'loss' : 'accuracy');
      adaptation.setValue(choices.adaptationQuantity === 'loss' ? 'loss' : 'accuracy');
      for (const dropdown of [heldOut, adaptation]) setHidden(dropdown.element, run.quantities.length < 2);
    },
  };
}
