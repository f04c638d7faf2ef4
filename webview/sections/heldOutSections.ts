// The two sections of held-out tasks, over the run and over inner steps, each with its choice of accuracy or loss.

import type { HeldOutQuantity } from '../../src/extension/panelMessages.ts';
import { createDropdown } from '../controls.ts';
import { setHidden } from '../dom.ts';
import type { Choices, LiveRun } from '../model.ts';
import { type ChartSection, createChartSection } from './chartSection.ts';
import type { Announce } from './liveRegion.ts';

const quantityLabels: Readonly<Record<HeldOutQuantity, string>> = { accuracy: 'Accuracy', loss: 'Loss' };
const emptyText = 'Waiting for the first evaluation on held-out tasks…';

export interface HeldOutSections {
  readonly overRun: ChartSection;
  readonly overSteps: ChartSection;
  showChoices(live: LiveRun, choices: Choices): void;
}

export function createHeldOutSections(choose: (choices: Partial<Choices>) => void, announce: Announce): HeldOutSections {
  const heldOut = createDropdown('What the held-out chart shows', quantityLabels, (value) => choose({ heldOutQuantity: value }));
  const adaptation = createDropdown('What the adaptation curve shows', quantityLabels, (value) =>
    choose({ adaptationQuantity: value }),
  );
  const section = (title: string, dropdown: HTMLElement): ChartSection =>
    createChartSection({ title, emptyText, controls: [dropdown], announce });
  return {
    overRun: section('Held-out tasks', heldOut.element),
    overSteps: section('Adaptation curve', adaptation.element),
    showChoices: ({ run }, choices) => {
      heldOut.setValue(choices.heldOutQuantity);
      adaptation.setValue(choices.adaptationQuantity);
      for (const dropdown of [heldOut, adaptation]) setHidden(dropdown.element, run.quantity !== 'classification');
    },
  };
}
