// Powers of Adam's decays, for its bias correction. Read by TypeScript and by AssemblyScript, whose `number` is a
// float64, too.

/**
 * The power after one more step. Always by multiplication, never `Math.pow`, so that every machine gives the same bits,
 * and so that training continued from a checkpoint does, too. Below 2^-60, 1 - power is exactly 1, and the power counts
 * as 0.
 */
export function nextDecayPower(power: number, decay: number): number {
  return power < 8.673617379884035e-19 ? 0 : power * decay;
}
