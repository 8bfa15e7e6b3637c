/**
 * Which seed a randomised test runs with: FUZZ_SEED repeats a run, FUZZ_ROUNDS makes it longer.
 */

function readNumber(name: string, fallback: number): number {
  const value = Number(process.env[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}

export const FUZZ_SEED = readNumber('FUZZ_SEED', 20_260_101);

export const fuzzRounds = (usual: number): number => readNumber('FUZZ_ROUNDS', usual);

/** Runs `round` with its own number; what it throws says how to repeat it. */
export function repeatFuzz(rounds: number, round: (number: number) => void): void {
  for (let number = 0; number < rounds; number += 1) {
    try {
      round(number);
    } catch (thrown) {
      const told = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      throw new Error(`FUZZ_SEED=${FUZZ_SEED} round ${number}: ${told}`);
    }
  }
}
