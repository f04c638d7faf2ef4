// Looking again for what a trainer at work removes while it is read.

/** A trainer at work removes old checkpoints as it saves new ones: so often another one is looked for. */
const mostLooks = 100;

/** Gives what `make` gives, called again where `isWorthIt` says so of its failure; at last rejects with that. */
export async function lookAgain<Made>(
  make: () => Promise<Made>,
  isWorthIt: (error: unknown) => Promise<boolean>,
): Promise<Made> {
  for (let left = mostLooks; ; left--) {
    try {
      return await make();
    } catch (error) {
      if (left === 1 || !(await isWorthIt(error))) throw error;
    }
  }
}
