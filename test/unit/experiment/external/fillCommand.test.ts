// Values in the command of a trainer: each argument stays one argument, whatever stands in it.

import assert from 'node:assert/strict';
import { fillCommand, parametersAskedFor } from '../../../../src/experiment/external/fillCommand.ts';

describe('a filled command', () => {
  const values = {
    parameters: { lr: 0.1, name: 'a b; rm -rf "$HOME" `x` ${seed}', isOn: true, __proto: 1 },
    seed: 7,
    run: '/runs/a b',
  };

  it('has the values in the place of what stands for them, and as many arguments as before', () => {
    const command = ['p', '--lr=${parameters.lr}', '${parameters.name}', '${parameters.isOn}-${seed}', '${run}/x'];
    assert.deepEqual(fillCommand(command, values), [
      'p',
      '--lr=0.1',
      'a b; rm -rf "$HOME" `x` ${seed}',
      'true-7',
      '/runs/a b/x',
    ]);
  });

  it('leaves alone whatever else stands in braces', () => {
    const command = ['sh', '-c', 'echo ${HOME} $1 ${parameter} $parameters.lr ${seed:-1}'];
    assert.deepEqual(fillCommand(command, values), command);
  });

  it('is refused where there is no such parameter, not even one that every object has', () => {
    for (const name of ['none', 'toString', 'constructor', ''])
      assert.throws(() => fillCommand([`\${parameters.${name}}`], values), RangeError, name);
  });

  it('says which parameters it asks for', () => {
    assert.deepEqual(parametersAskedFor('${parameters.a}${seed}x${parameters.b-c}'), ['a', 'b-c']);
  });
});
