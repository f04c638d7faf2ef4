// One row of a list of episodes: a sample, and on which side of which episode it stands.

export const sides = ['support', 'query'] as const;
export type Side = (typeof sides)[number];

export interface EpisodeRow {
  /** A name or a number: rows of one episode stand together. */
  readonly episode: string;
  readonly side: Side;
  /** The class as the data name it; undefined where the list leaves it to the sample. */
  readonly className: string | undefined;
  /** The sample as the data name it. */
  readonly sample: string;
  /** Where a person finds the row: `episodes.csv, line 12`. */
  readonly place: string;
}
