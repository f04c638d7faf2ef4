// A preset: a complete experiment file, with comments, to begin from.

export interface Preset {
  /** In kebab-case; also the name of its file in `examples/`. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences for a list to choose from. */
  readonly description: string;
  /** Whether it runs with nothing but Reptile Lab installed. */
  readonly runsAsIs: boolean;
  /** The file's text. */
  readonly text: string;
}
