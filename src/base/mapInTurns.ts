// mapInTurns: asynchronous work on many things, a few at a time, so that files and memory stay few, too.

/**
 * What `work` gives for each of `items`, in their order; at most `atOnce` are at work. What is there at once is not
 * waited for. Rejects with the first failure,
 * without beginning more.
 */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // Entries would be two objects more for each of thousands of items.
  const waiting = items.values();
  let [next, hasFailed] = [0, false];
  const takeTurns = async () => {
    for (const item of waiting) {
      const index = next++;
      if (hasFailed) return;
      try {
        const result = work(item);
        results[index] = result instanceof Promise ? await result : result;
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns));
  return results;
}
