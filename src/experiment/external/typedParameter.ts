// Where in a file for another program's training the name of one of its parameters is typed: within an argument of its
// command, or as a key of its sweep.

import { getLocation } from 'jsonc-parser';
import { valueOfNode } from '../documentValue.ts';
import { findValue } from '../experimentDocument.ts';
import { parseText } from '../parseText.ts';
import { parametersSchemaOf } from './parameterHelp.ts';

export interface TypedParameter {
  /** From here to the cursor stands what was typed of it. */
  readonly start: number;
  /** What may stand there, each with the value that it has in the file. */
  readonly offers: readonly { readonly text: string; readonly value: string }[];
}

/** What is typed at `offset`; undefined where it is something else. */
export function typedParameter(text: string, offset: number): TypedParameter | undefined {
  const { document } = parseText(text);
  const declared = findValue(document, ['trainer', 'parameters']);
  const values = declared && valueOfNode(declared);
  const described = parametersSchemaOf(document)?.rules;
  if (described === undefined && (typeof values !== 'object' || values === null)) return undefined;
  const parameters = Object.entries(typeof values === 'object' && values !== null ? values : {});
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  if (previousNode?.type !== (isAtPropertyKey ? 'property' : 'string')) return undefined;
  const from = previousNode.offset + 1;
  const [section, key, ...rest] = path;
  if (section === 'trainer' && (key === 'command' || key === 'resume') && rest.length === 1) {
    const typed = /\$\{?[\w.-]*$/.exec(text.slice(from, offset));
    if (typed === null) return undefined;
    const others = ['seed', 'run'].map((word) => ({ text: `\${${word}}`, value: '' }));
    const offers = parameters.map(([name, value]) => ({
      text: `\${parameters.${name}}`,
      value: JSON.stringify(value),
    }));
    return { start: from + typed.index, offers: [...offers, ...others] };
  }
  const isOfSweep = section === 'sweep' && (key === 'parameters' || key === 'settings');
  if (!isOfSweep || !isAtPropertyKey || rest.length !== (key === 'parameters' ? 1 : 2)) return undefined;
  const others = [...(described ?? [])].filter(([name]) => !parameters.some(([known]) => known === name));
  const offers = [...parameters, ...others.map(([name, rule]) => [name, rule.default] as const)].map(
    ([name, value]) => ({
      text: `trainer.parameters.${name}`,
      value: value === undefined ? '' : JSON.stringify(value),
    }),
  );
  return { start: from, offers };
}
