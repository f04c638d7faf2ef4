import assert from 'node:assert/strict';
import { spectrogramCaption } from '../../../../webview/sample/spectrogramCaption.ts';

describe('the caption of spectrograms', () => {
  it('says what their axes span', () => {
    assert.equal(
      spectrogramCaption({ seconds: 1, lowestFrequency: 0, highestFrequency: 4000 }),
      'Log-mel spectrograms: 1 s from left to right, 0 Hz to 4 kHz from bottom to top, evenly in pitch; the brighter, the louder.',
    );
    assert.match(
      spectrogramCaption({ seconds: 0.6401, lowestFrequency: 20, highestFrequency: 11_025 }),
      /0\.64 s .* 20 Hz to 11 kHz/,
    );
  });
});
