// What the person was asked about before an agent's tool is used: the editor prepares a call and makes it later, and
// tells nothing of which question an answer was to.

import type { AgentQuestion } from '../doors/agentQuestion.ts';

export interface AskedCall {
  readonly question: AgentQuestion;
  /** What the server is called with: what was asked about, however the agent wrote it. */
  readonly input: object;
  /** What the person agrees to, see `PreparedStart`; undefined where the question says all. */
  readonly agreement: string | undefined;
}

/** Of tools and inputs; those of the oldest are forgotten, and have to be asked about again. */
const mostRemembered = 200;

export class AskedCalls {
  readonly #calls = new Map<string, readonly AskedCall[]>();

  /** @param input as the agent gave it */
  remember(tool: string, input: object, call: AskedCall): void {
    const key = keyOf(tool, input);
    const earlier = this.#calls.get(key) ?? [];
    this.#calls.delete(key);
    this.#calls.set(key, [...earlier, call]);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > mostRemembered && oldest !== undefined) this.#calls.delete(oldest);
  }

  /**
   * The call that the person agreed to, once for each question.
   * @throws {Error} where nobody was asked, or where questions about the same input were about different things: the
   *   answer may have been to either
   */
  take(tool: string, input: object): AskedCall {
    const key = keyOf(tool, input);
    const [call, ...others] = this.#calls.get(key) ?? [];
    this.#calls.delete(key);
    if (call === undefined) throw new Error('The person was not asked about this, so nothing was done.');
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(call)))
      throw new Error('What the person was asked about has changed meanwhile, so nothing was done. Ask again.');
    if (others.length > 0) this.#calls.set(key, others);
    return call;
  }
}

function keyOf(tool: string, input: object): string {
  return JSON.stringify([tool, input]);
}
