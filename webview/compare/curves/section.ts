// The charts of all runs, with what is chosen for them.

import type { Quantity } from '../../../src/experiment/quantities.ts';
import { byMerit } from '../../../src/runs/figureOfMerit.ts';
import { chartSection } from '../../charts/chartSection.ts';
import type { ChartSectionView } from '../../charts/chartSectionView.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { fitScale } from '../../charts/fitScale.ts';
import { checkbox, dropdown } from '../../controls.ts';
import { html, nothing, type TemplateResult } from '../../html.ts';
import type { ChartName } from '../../looks.ts';
import { sectionOrWord } from '../../sectionOrWord.ts';
import { smoothingSlider } from '../../training/section.ts';
import { translate } from '../../translate.ts';
import type { CompareContext } from '../context.ts';
import type { Entry } from '../entries.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { compareAdaptationView } from './adaptationView.ts';
import { chosenOf } from './chosenQuantity.ts';
import { compareHeldOutView } from './heldOutView.ts';
import { progressScaleOf } from './progressScale.ts';
import { quantityChoice } from './quantityChoice.ts';
import { compareTagView, likeliestTag, otherTags } from './tagView.ts';
import { compareTrainingView } from './trainingView.ts';

export function curvesSection(model: CompareModel, entries: readonly Entry[], page: CompareContext): TemplateResult {
  const { choices } = model;
  const scale = progressScaleOf(model);
  const measured = measuredIn(model);
  const heldOut = chosenOf(choices.heldOutQuantity, measured);
  const adaptation = chosenOf(choices.adaptationQuantity, measured);
  const offered = otherTags(model);
  const tag = offered.find((name) => name === choices.tag) ?? likeliestTag(model, offered);
  const choose = (changes: Partial<CompareModel['choices']>): void =>
    page.dispatch({ kind: 'choose', choices: changes });
  const draw = (name: ChartName, title: string, chart: ChartView | undefined, ...controls: TemplateResult[]) =>
    chartSection(sectionView(model, { name, title, chart }), page, ...controls);
  return html`
    <div class="charts">
      ${sectionOrWord(translate('The held-out figures'), () =>
        draw(
          'heldOut',
          translate('Held-out tasks'),
          compareHeldOutView(model, heldOut, entries, scale),
          quantityChoice(translate('What the held-out chart shows'), heldOut, measured, (heldOutQuantity) =>
            choose({ heldOutQuantity }),
          ),
        ),
      )}
      ${sectionOrWord(translate('The training loss'), () =>
        draw(
          'training',
          translate('Training loss'),
          compareTrainingView(model, entries, scale),
          smoothingSlider(choices.smoothing, (smoothing) => choose({ smoothing })),
          checkbox({
            label: translate('Log scale'),
            hint: translate('Logarithmic axis in every chart of a loss'),
            isChecked: choices.logarithmicLoss,
            onChange: (logarithmicLoss) => choose({ logarithmicLoss }),
          }),
        ),
      )}
      ${sectionOrWord(translate('The adaptation curves'), () =>
        draw(
          'adaptation',
          translate('Newest adaptation curves'),
          compareAdaptationView(model, adaptation, entries),
          quantityChoice(translate('What the adaptation curves show'), adaptation, measured, (adaptationQuantity) =>
            choose({ adaptationQuantity }),
          ),
        ),
      )}
      ${
        tag === undefined
          ? nothing
          : sectionOrWord(translate('What else was logged'), () =>
              draw(
                'tag',
                translate('Anything logged'),
                compareTagView(tag, model, entries, scale),
                dropdown<string>({
                  label: translate('Which logged figure is drawn'),
                  options: Object.fromEntries(offered.map((name) => [name, name])),
                  value: tag,
                  isHidden: false,
                  onChange: (chosen) => choose({ tag: chosen }),
                }),
              ),
            )
      }
    </div>`;
}

function sectionView(
  { looks, runs = [] }: CompareModel,
  { name, title, chart }: Pick<ChartSectionView, 'name' | 'title' | 'chart'>,
): ChartSectionView {
  return {
    name,
    title,
    chart: chart && fitScale(chart),
    legend: [],
    hidden: new Set(),
    emptyText:
      runs.length === 0
        ? translate('No runs are compared.')
        : translate('None of the runs that are shown has such figures yet.'),
    isZoomed: looks.zoomed.includes(name),
    pictureCopied: looks.copied[`${name}/picture`],
    pointsCopied: looks.copied[`${name}/points`],
  };
}

/** What any of the runs is measured by, what runs are judged by first. */
function measuredIn(model: CompareModel): readonly Quantity[] {
  const all = new Set((model.runs ?? []).flatMap(({ runKey }) => liveOf(model, runKey)?.run.quantities ?? []));
  return byMerit.filter((quantity) => all.has(quantity));
}
