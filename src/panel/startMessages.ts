// The messages of the form in which a start is set, both directions. Knows neither VS Code nor the DOM.

/** What was set by now. */
export interface StartChoices {
  /** By key, what was typed: a value, or several with commas between them. */
  readonly values: Readonly<Record<string, string>>;
  /** What was typed: how many, or which; empty: as the file says. */
  readonly seeds: string;
}

/** A key of the experiment, as the schema has it and the file sets it. */
export interface StartField {
  /** Dotted; its first part is the section that it stands in. */
  readonly name: string;
  readonly section: string;
  readonly description: string;
  /** What may stand there, in words. */
  readonly allowed: string;
  /** `choices` of which several may be ticked; null where a value is typed. */
  readonly choices: readonly string[] | null;
  readonly isNumber: boolean;
  /** The value in the file, or what stands for it there, as it would be typed; empty where nothing does. */
  readonly inFile: string;
}

/** All that the form shows of the choices that it was asked about. */
export interface StartForm {
  readonly kind: 'form';
  readonly choices: StartChoices;
  /** Of the experiment. */
  readonly name: string;
  readonly fields: readonly StartField[];
  /** By key, what is wrong with what was typed there. */
  readonly problems: Readonly<Record<string, string>>;
  readonly seedsProblem: string | null;
  /** What is wrong with all of it together, or with the file. */
  readonly problem: string | null;
  /** That would be started; one, or a sweep. */
  readonly runs: number;
  /** Whether it is a sweep. */
  readonly isSweep: boolean;
}

export type StartHostMessage = StartForm | { readonly kind: 'ended' };

export type StartPageMessage =
  | { readonly kind: 'ready'; readonly choices: StartChoices }
  /** Answered by a form of these choices. */
  | { readonly kind: 'check'; readonly choices: StartChoices }
  /** Answered by `ended`, whatever came of it. */
  | { readonly kind: 'start'; readonly choices: StartChoices };

export const noChoices: StartChoices = { values: {}, seeds: '' };
