/** Turns of the event loop that a long computation leaves to others, and in which it learns that nobody waits for it any more. */

/** Between two turns, in nanoseconds as estimated: the clocks of Workers stand still while they compute. */
const TURN_NS = 50_000_000;

/**
 * Takes note of work done, in nanoseconds as estimated.
 * @returns nothing while it is little; else a promise to wait for, which fails if the signal aborts
 */
export type Turns = (ns: number) => Promise<void> | undefined;

/**
 * @param signal whose reason ends the computation; without one there is nobody to learn from, and no turn is left
 * @example
 * const turn = turns(request.signal);
 * for (const sample of samples) {
 *   score(sample);
 *   await turn(NS_OF_A_SAMPLE);
 * }
 */
export function turns(signal: AbortSignal | undefined): Turns {
  if (signal === undefined) return () => undefined;
  let done = 0;
  return (ns) => {
    done += ns;
    if (done < TURN_NS) return undefined;
    done = 0;
    return nextTurn(signal);
  };
}

async function nextTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
}
