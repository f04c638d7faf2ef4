// One of a list of choices, as a list to choose from has it.

export interface Choice {
  readonly value: string;
  readonly text: string;
}
