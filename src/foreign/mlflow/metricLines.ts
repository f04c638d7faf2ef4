// The lines of one metric's file in MLflow's file store: a time in milliseconds, a value, a step, and perhaps a data set.

import type { FigureBatch } from '../../runs/figureBatch.ts';
import type { LineFigures } from '../tables/figureFiles.ts';
import { pythonNumberOf, stepOf } from '../tables/pythonNumber.ts';

const longestName = 512;
const bytesOfLines = 100;

export class MetricLines implements LineFigures {
  readonly #name: string;
  oddColumn: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get bytesHeld(): number {
    return bytesOfLines + 2 * this.#name.length;
  }

  add(line: string, figures: FigureBatch): void {
    const parts = line.trim().split(' ');
    const [time = '', value = '', step = '0'] = parts;
    if (parts.length === 1 && time === '') return;
    const [at, measured, iteration] = [stepOf(time), pythonNumberOf(value), stepOf(step)];
    const isWhole = parts.length === 2 || parts.length === 3 || parts.length === 5;
    if (!isWhole || at === undefined || measured === undefined || iteration === undefined) {
      this.oddColumn ??= isWhole && measured !== undefined && iteration === undefined ? 'step' : this.#name;
      return;
    }
    if (this.#name.length <= longestName) figures.add(this.#name, iteration, measured, at / 1000);
  }
}
