// What the presets of the Reptile paper share: its figures, and how a file of them is written.

/** Nichol, Achiam, Schulman 2018 (arXiv 1803.02999), in per cent: mean and half the 95 % interval. */
export interface PaperFigure {
  readonly shots: number;
  readonly transductive: boolean;
  readonly percent: number;
  readonly ci95: number;
}

/** `95.39 ± 0.09 %` */
export function formatPaperFigure({ percent, ci95 }: PaperFigure): string {
  return `${percent.toFixed(2)} ± ${ci95.toFixed(2)} %`;
}

/** The lines of an experiment's `published` section, indented as in a preset. */
export function publishedSection(figures: readonly PaperFigure[], metaIterations: number, source: string): string {
  const lines = figures.map(({ shots, transductive, percent, ci95 }) => {
    const share = (value: number): number => Number((value / 100).toFixed(6));
    return (
      `    { "figure": "accuracy", "value": ${share(percent)}, "ci95": ${share(ci95)}, "shots": ${shots}, "transductive": ${transductive}, ` +
      `"iterations": ${metaIterations}, "source": "${source}" }`
    );
  });
  return `"published": [\n${lines.join(',\n')}\n  ]`;
}

/** The comment above "transductive". */
export const transductionComment =
  '// true: all query samples of a task are normalised in one batch, and so share information.';
