// Parameters that are offered while their names are typed.

import assert from 'node:assert/strict';
import { typedParameter } from '../../../../src/experiment/external/typedParameter.ts';

/** What is offered at ¦, and what of the text it replaces. */
function offered(marked: string) {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const found = typedParameter(text, offset);
  return found && { replaced: text.slice(found.start, offset), offers: found.offers.map((offer) => offer.text) };
}

const parameters = '"parameters": { "lr": 0.1, "net": "wide" }';
const inCommand = ['${parameters.lr}', '${parameters.net}', '${seed}', '${run}'];

describe('the parameters of a trainer', () => {
  it('are offered within arguments, from the dollar on', () => {
    for (const typed of ['$', '${', '${par', '${parameters.l'])
      assert.deepEqual(
        offered(`{ "trainer": { "command": ["a", "--lr=${typed}¦"], ${parameters} } }`),
        { replaced: typed, offers: inCommand },
        typed,
      );
    assert.deepEqual(offered(`{ "trainer": { ${parameters}, "resume": ["$¦"] } }`)?.offers, inCommand);
  });

  it('are offered as keys of a sweep, in parameters and in a list of settings', () => {
    const keys = ['trainer.parameters.lr', 'trainer.parameters.net'];
    const trainer = `"trainer": { ${parameters} }`;
    assert.deepEqual(offered(`{ ${trainer}, "sweep": { "parameters": { "tr¦" } } }`), { replaced: 'tr', offers: keys });
    assert.deepEqual(offered(`{ ${trainer}, "sweep": { "settings": [{ "¦" }] } }`)?.offers, keys);
  });

  it('are offered nowhere else, whatever stands there', () => {
    for (const text of [
      `{ "trainer": { "command": ["abc¦"], ${parameters} } }`,
      '{ "trainer": { "command": ["$¦"] } }',
      '{ "trainer": { "command": ["$¦"], "parameters": 3 } }',
      `{ "name": "$¦", "trainer": { ${parameters} } }`,
      `{ "trainer": { ${parameters} }, "sweep": { "method": "¦" } }`,
      '{ "task": { "kind": "$¦" } }',
      '¦',
      '[[[¦',
    ])
      assert.equal(offered(text), undefined, text);
  });
});
