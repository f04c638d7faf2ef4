// The files that a run's program consists of, as they lay when whoever started the run looked at them.

import { executedCommands } from '../../experiment/external/fillCommand.ts';
import type { ExternalExperiment } from '../../experiment/schema.ts';
import { digestOfAll, digestsOfPrograms } from '../../runs/programFiles.ts';
import { ProgramFailure } from './programFailure.ts';
import { programFiles } from './programFolder.ts';

export class AgreedFiles {
  readonly #look: () => Promise<Readonly<Record<string, string>>>;
  readonly #seen: Readonly<Record<string, string>>;
  /** Absolute paths: this process writes and removes them itself before the program starts. */
  readonly #own: ReadonlySet<string>;

  private constructor(
    look: () => Promise<Readonly<Record<string, string>>>,
    seen: Readonly<Record<string, string>>,
    own: readonly string[],
  ) {
    this.#look = look;
    this.#seen = seen;
    this.#own = new Set(own);
  }

  /**
   * @param agreed what they have to say, see `digestOfAll`
   * @param folder where the program is started, absolute
   * @throws {ProgramFailure} where one of them says something else, or there is another one
   */
  static async take(
    agreed: string,
    experiment: ExternalExperiment,
    { directory, folder }: { readonly directory: string; readonly folder: string },
  ): Promise<AgreedFiles> {
    const { folder: run, parameters, metrics, stop, pause } = programFiles(directory);
    const look = () => digestsOfPrograms(executedCommands(experiment, run), folder);
    const seen = await look();
    if (digestOfAll(seen) !== agreed) throw new ProgramFailure({ code: 'programChanged' });
    return new AgreedFiles(look, seen, [parameters, metrics, stop, pause]);
  }

  /** @throws {ProgramFailure} as `take` does */
  async refuseOthers(): Promise<void> {
    const others = (digests: Readonly<Record<string, string>>) =>
      digestOfAll(Object.fromEntries(Object.entries(digests).filter(([place]) => !this.#own.has(place))));
    if (others(await this.#look()) !== others(this.#seen)) throw new ProgramFailure({ code: 'programChanged' });
  }
}
