// What W&B's own files say of a run whose .wandb file is not there: its settings, and its newest figures.

import path from 'node:path';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import type { AttachedFile } from '../attachedFile.ts';
import { bytesOfFacts } from '../logReader.ts';
import { attachSummary, type Summary, SummaryFigures } from '../summaryFigures.ts';
import { attachParameters } from '../tables/attachedParameters.ts';
import type { YamlParameters } from '../tables/yamlParameters.ts';
import type { ToldProblems } from '../toldProblems.ts';

const noOthers: ReadonlySet<string> = new Set();
/** Each setting stands in an entry of its own, beside what it means. */
const value = '.value';

export class SmallFiles {
  readonly #config: AttachedFile<YamlParameters>;
  readonly #summary: AttachedFile<Summary>;
  readonly #figures = new SummaryFigures();
  #seen: ReadonlyMap<string, Fact> | undefined;
  #settings: ReadonlyMap<string, Fact> = new Map();

  /** @param folder absolute path */
  constructor(folder: string, problems: ToldProblems) {
    this.#config = attachParameters(path.join(folder, 'config.yaml'), problems);
    const layout = { step: '_step', separator: '.', own: '_' };
    this.#summary = attachSummary(path.join(folder, 'wandb-summary.json'), layout, problems);
  }

  /** The same object as long as the file is not changed. */
  get parameters(): ReadonlyMap<string, Fact> {
    const { parameters } = this.#config.content;
    if (this.#seen !== parameters) {
      this.#seen = parameters;
      this.#settings = settingsIn(parameters);
    }
    return this.#settings;
  }

  /** What is kept beside `parameters`, about. */
  get bytesHeld(): number {
    return bytesOfFacts(this.#config.content.parameters) + this.#figures.bytesHeld;
  }

  get changedAt(): number | undefined {
    return this.#summary.changedAt;
  }

  restart(): void {
    this.#figures.restart();
  }

  async read(hear: HearEvents): Promise<void> {
    await this.#config.look(hear);
    await this.#summary.look(hear);
    this.#figures.tell(this.#summary.content, noOthers, hear);
  }
}

function settingsIn(parameters: ReadonlyMap<string, Fact>): ReadonlyMap<string, Fact> {
  const settings = [...parameters].flatMap(([name, fact]) => {
    const at = name.indexOf(value);
    const isSetting = at > 0 && !name.startsWith('_wandb') && /^(\.|$)/.test(name.slice(at + value.length));
    return isSetting ? [[name.slice(0, at) + name.slice(at + value.length), fact] as const] : [];
  });
  return new Map(settings);
}
