// The section of stored evaluations: a table, and under it what the chosen one says in full.

import type { EvaluationList, EvaluationSummary } from '../../src/panel/panelMessages.ts';
import { createChartSection } from '../charts/chartSection.ts';
import { create, setHidden, setText, uniqueId } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { Palette } from '../theme.ts';
import { type EvaluationRow, evaluationCurveView, evaluationRow, mistakeRows, reliabilityView } from './view.ts';

export interface EvaluationsSection {
  readonly element: HTMLElement;
  /** Hidden while there is no evaluation. */
  update(list: EvaluationList, palette: Palette): void;
}

const columns: readonly { readonly title: string; readonly cell: (row: EvaluationRow) => string }[] = [
  { title: 'Tasks', cell: ({ tasks }) => tasks },
  { title: 'Before', cell: ({ before }) => before },
  { title: 'After adapting', cell: ({ after }) => after },
  { title: 'Published', cell: ({ published }) => published },
  { title: 'Checkpoint', cell: ({ checkpoint }) => checkpoint },
  { title: 'When', cell: ({ when }) => when },
];

const explanation =
  '± is half the 95\u00a0% interval of the mean over the tasks: of the intervals of many draws of tasks, 95 in 100 hold the true mean.';

export function createEvaluationsSection(announce: Announce): EvaluationsSection {
  const heading = create('h2', { text: 'Evaluations', attributes: { id: uniqueId('section') } });
  const body = create('tbody');
  const head = create('tr', {}, [
    create('th', { text: 'Protocol', attributes: { scope: 'col' } }),
    ...columns.map(({ title }) => create('th', { text: title, attributes: { scope: 'col' } })),
  ]);
  const table = create('table', { class: 'evaluations-table', attributes: { 'aria-labelledby': heading.id } }, [
    create('thead', {}, [head]),
    body,
  ]);
  const problems = create('p', { class: 'caption' });
  const details = createDetails(announce);
  const element = create('section', { class: 'evaluations', attributes: { 'aria-labelledby': heading.id } }, [
    create('div', { class: 'section-head' }, [heading]),
    create('div', { class: 'evaluations-scroll' }, [table]),
    create('p', { class: 'caption', text: explanation }),
    problems,
    details.element,
  ]);
  let chosen: string | undefined;
  let shown: EvaluationList = { evaluations: [], problems: [] };
  let palette: Palette | undefined;

  function choose(file: string): void {
    chosen = chosen === file ? undefined : file;
    showChoice();
  }

  function showChoice(): void {
    for (const button of body.querySelectorAll('button')) {
      button.setAttribute('aria-expanded', String(button.dataset.file === chosen));
    }
    const evaluation = shown.evaluations.find(({ file }) => file === chosen);
    setHidden(details.element, evaluation === undefined);
    if (evaluation !== undefined && palette !== undefined) details.update(evaluation, palette);
  }

  return {
    element,
    update: (list, nextPalette) => {
      setHidden(element, list.evaluations.length + list.problems.length === 0);
      if (list !== shown) {
        const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.file : undefined;
        body.replaceChildren(
          ...list.evaluations.map((evaluation) => drawRow(evaluationRow(evaluation), details.element.id, choose)),
        );
        setText(problems, list.problems.join(' '));
        setHidden(problems, list.problems.length === 0);
        for (const button of body.querySelectorAll('button')) if (button.dataset.file === focused) button.focus();
      }
      shown = list;
      palette = nextPalette;
      showChoice();
    },
  };
}

function drawRow(row: EvaluationRow, detailsId: string, choose: (file: string) => void): HTMLElement {
  const button = create('button', {
    class: 'evaluation-choice',
    text: row.protocol,
    attributes: { type: 'button', 'aria-expanded': 'false', 'aria-controls': detailsId, 'data-file': row.file },
  });
  button.addEventListener('click', () => choose(row.file));
  return create('tr', {}, [
    create('th', { attributes: { scope: 'row' } }, [button]),
    ...columns.map(({ cell }) => create('td', { text: cell(row) })),
  ]);
}

function createDetails(announce: Announce) {
  const curve = createChartSection({ title: 'Adaptation curve', controls: [], announce });
  const reliability = createChartSection({ title: 'Calibration', controls: [], announce });
  const mistakes = create('div', { class: 'mistakes' });
  const element = create('div', { class: 'evaluation-details', attributes: { id: uniqueId('evaluation') } }, [
    create('div', { class: 'charts' }, [curve.element, reliability.element]),
    mistakes,
  ]);
  return {
    element,
    update: (evaluation: EvaluationSummary, palette: Palette): void => {
      curve.update(evaluationCurveView(evaluation), palette);
      const view = reliabilityView(evaluation);
      setHidden(reliability.element, view === undefined);
      reliability.update(view, palette);
      mistakes.replaceChildren(...drawMistakes(evaluation));
    },
  };
}

function drawMistakes(evaluation: EvaluationSummary): HTMLElement[] {
  const rows = mistakeRows(evaluation);
  if (rows.length === 0) return [];
  const heading = create('h3', { text: 'Most confused classes', attributes: { id: uniqueId('mistakes') } });
  const titles = ['Class', 'Taken for', 'How often'];
  const table = create('table', { class: 'evaluations-table', attributes: { 'aria-labelledby': heading.id } }, [
    create('thead', {}, [
      create(
        'tr',
        {},
        titles.map((text) => create('th', { text, attributes: { scope: 'col' } })),
      ),
    ]),
    create(
      'tbody',
      {},
      rows.map(({ actual, predicted, times }) =>
        create('tr', {}, [
          create('th', { text: actual, attributes: { scope: 'row' } }),
          create('td', { text: predicted }),
          create('td', { text: times }),
        ]),
      ),
    ),
  ]);
  return [heading, table];
}
