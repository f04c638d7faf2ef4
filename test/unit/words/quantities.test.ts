// Quantities as the editor and the terminal write them: a share as a percentage, all else as a number, and what a
// figure is of.

import assert from 'node:assert/strict';
import { asciiSymbols, unicodeSymbols } from '../../../src/cli/symbols.ts';
import { ofEachQuantity, type Quantity } from '../../../src/experiment/quantities.ts';
import { labelFigure, quantityFormats, titleOfQuantity } from '../../../src/words/quantityWords.ts';
import {
  formatAxisValue,
  formatDifference,
  formatMeasuredDifference,
  formatMeasurement,
  formatPublishedFigure,
  formatValue,
} from '../../../src/words/terminalQuantities.ts';
import { untranslated } from '../../../src/words/translate.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('quantities in the editor', () => {
  it('have a title, and figures that say what they are of', () => {
    const labelled = (quantity: Quantity) =>
      plain(labelFigure(quantity, quantityFormats[quantity].interval(-0.5, 0.01), untranslated));
    assert.deepEqual(ofEachQuantity(labelled), {
      loss: 'loss -0.500 ± 0.010',
      accuracy: '-50.0 ± 1.0 %',
      return: 'return −0.500 ± 0.010',
    });
    assert.deepEqual(
      ofEachQuantity((quantity) => titleOfQuantity(quantity, untranslated)),
      { loss: 'Loss', accuracy: 'Accuracy', return: 'Return' },
    );
  });
});

describe('quantities in the terminal', () => {
  const measured = { value: 0.93249, ci95: 0.00712 };

  it('are percentages where they are shares, otherwise numbers', () => {
    assert.deepEqual(
      ofEachQuantity((quantity) => formatMeasurement(quantity, measured, unicodeSymbols)),
      { loss: '0.9325 ± 0.0071', accuracy: '93.2 ± 0.7 %', return: '0.9325 ± 0.0071' },
    );
    assert.deepEqual(
      ofEachQuantity((quantity) => formatValue(quantity, 0.93249)),
      { loss: '0.9325', accuracy: '93.2 %', return: '0.9325' },
    );
    assert.deepEqual([formatAxisValue('accuracy', 0.95), formatAxisValue('return', -12)], ['95 %', '-12.00']);
  });

  it('are said to be no numbers where an adaptation diverged, whatever they are', () => {
    const none = { value: Number.NaN, ci95: Number.NaN };
    assert.deepEqual(
      ofEachQuantity((quantity) => [
        formatMeasurement(quantity, none, unicodeSymbols),
        formatValue(quantity, none.value),
        formatMeasuredDifference(quantity, none, unicodeSymbols),
      ]),
      ofEachQuantity(() => Array(3).fill('not a number')),
    );
  });

  it('are published with two decimals', () => {
    const published = { value: 0.9539, ci95: 0.0009, source: 'a paper' };
    assert.equal(formatPublishedFigure({ figure: 'accuracy', ...published }, asciiSymbols), '95.39 +- 0.09 %');
    assert.equal(formatPublishedFigure({ figure: 'loss', value: 0.25, source: 'a paper' }, asciiSymbols), '0.2500');
  });

  it('differ by points where they are shares, with the sign in front', () => {
    assert.deepEqual(
      [formatDifference('accuracy', -0.012), formatDifference('loss', 0.5)],
      ['-1.20 points', '+0.5000'],
    );
    const difference = { value: 0.012, ci95: 0.0035 };
    assert.equal(formatMeasuredDifference('accuracy', difference, unicodeSymbols), '+1.20 ± 0.35 points');
    assert.equal(formatMeasuredDifference('return', difference, unicodeSymbols), '+0.01200 ± 0.003500');
  });
});
