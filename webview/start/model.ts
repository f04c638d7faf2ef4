// The form's model and its one reducer: what is set, what the host said of it, and which keys are looked for. Pure,
// without DOM.

import {
  noChoices,
  type StartChoices,
  type StartField,
  type StartForm,
  type StartHostMessage,
} from '../../src/panel/startMessages.ts';

export interface StartModel {
  readonly choices: StartChoices;
  /** The last one that was told; undefined before the host's first word. */
  readonly form: StartForm | undefined;
  /** Words that shown keys hold. */
  readonly search: string;
  /** Whether a start is under way. */
  readonly isStarting: boolean;
}

export type StartAction =
  | StartHostMessage
  /** As typed; what the file says anyway is not set. */
  | { readonly kind: 'set'; readonly field: StartField; readonly typed: string }
  | { readonly kind: 'seeds'; readonly typed: string }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'starting' };

export function initialStartModel(choices: StartChoices = noChoices): StartModel {
  return { choices, form: undefined, search: '', isStarting: false };
}

export function reduceStart(model: StartModel, action: StartAction): StartModel {
  switch (action.kind) {
    case 'form':
      // The first one tells what was set before.
      return { ...model, form: action, choices: model.form === undefined ? action.choices : model.choices };
    case 'set': {
      const { field, typed } = action;
      const { [field.name]: _, ...others } = model.choices.values;
      const isSet = typed.trim() !== '' && typed.trim() !== field.inFile;
      return { ...model, choices: { ...model.choices, values: isSet ? { ...others, [field.name]: typed } : others } };
    }
    case 'seeds':
      return { ...model, choices: { ...model.choices, seeds: action.typed } };
    case 'search':
      return { ...model, search: action.text };
    case 'starting':
      return { ...model, isStarting: true };
    case 'ended':
      return { ...model, isStarting: false };
  }
}

/** What would be started; null where something is wrong, or not checked yet. */
export function readyForm({ form, choices, isStarting }: StartModel): StartForm | null {
  if (form === undefined || isStarting || JSON.stringify(form.choices) !== JSON.stringify(choices)) return null;
  const isRight = form.problem === null && form.seedsProblem === null && Object.keys(form.problems).length === 0;
  return isRight ? form : null;
}

export interface StartSection {
  readonly name: string;
  readonly fields: readonly StartField[];
  /** How many of its keys are set. */
  readonly set: number;
}

/** In the schema's order, with the keys that are looked for; those that are set are always shown. */
export function sectionsOf({ form, choices, search }: StartModel): readonly StartSection[] {
  const words = search.toLowerCase().split(/\s+/);
  const isSet = ({ name }: StartField) => choices.values[name] !== undefined;
  const isShown = (field: StartField) =>
    isSet(field) || words.every((word) => `${field.name} ${field.description}`.toLowerCase().includes(word));
  const sections = new Map<string, StartField[]>();
  for (const field of form?.fields ?? [])
    if (isShown(field)) sections.set(field.section, [...(sections.get(field.section) ?? []), field]);
  return [...sections].map(([name, fields]) => ({ name, fields, set: fields.filter(isSet).length }));
}
