// A chart of another program's run, with the choice of the figure that it shows.

import { plainText } from '../../src/base/shownText.ts';
import { chartSection } from '../charts/chartSection.ts';
import { dropdown } from '../controls.ts';
import type { TemplateResult } from '../html.ts';
import type { PageContext } from '../pageContext.ts';
import { translate } from '../translate.ts';
import type { FigureView } from './view.ts';

export function figureSection(
  { section, place, tag, offered }: FigureView,
  figures: readonly (string | null)[],
  page: PageContext,
): TemplateResult {
  const choose = (chosen: string): void =>
    page.dispatch({ kind: 'choose', choices: { figures: withChoice(figures, place, chosen) } });
  return chartSection(
    section,
    page,
    dropdown<string>({
      label: translate('Which figure is drawn'),
      options: Object.fromEntries(offered.map((name) => [name, plainText(name)])),
      value: tag ?? '',
      isHidden: offered.length < 2,
      onChange: choose,
    }),
  );
}

function withChoice(figures: readonly (string | null)[], place: number, chosen: string): readonly (string | null)[] {
  const others = Array.from({ length: Math.max(figures.length, place + 1) }, (_, index) => figures[index] ?? null);
  return others.with(place, chosen);
}
