/** Faults by the dice: calls that fail before or after they did their work, that are slow, or whose answers break off. */

/** What the dice are set to; one for all of the isolate. */
export const chaos = {
  /** Share of calls that go wrong, 0 to 1. */
  rate: 0,
  /** State of the generator. */
  state: 1,
  /** Faults so far, by kind. */
  injected: {} as Record<string, number>,
  /** Calls of the bindings since the Worker was started, by name. */
  calls: {} as Record<string, number>,
};

export class Fault extends Error {}

/** Uniform in [0, 1): mulberry32, so that a seed repeats its sequence. */
export function roll(): number {
  chaos.state = (chaos.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(chaos.state ^ (chaos.state >>> 15), 1 | chaos.state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export function note(kind: string): void {
  chaos.injected[kind] = (chaos.injected[kind] ?? 0) + 1;
}

/** Runs `work`, or fails before it, after it, or lets it wait. */
export async function risky<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  chaos.calls[what] = (chaos.calls[what] ?? 0) + 1;
  const dice = roll() / chaos.rate;
  if (dice < 0.4) {
    note(`${what} failed before`);
    throw new Fault(`${what}: 500 before anything was done`);
  }
  if (dice < 0.7) {
    const result = await work();
    // Bodies that nobody reads would hold their connections.
    if (result instanceof Object && "body" in result && result.body instanceof ReadableStream)
      await result.body.cancel();
    note(`${what} failed after`);
    throw new Fault(`${what}: 503, and the answer was lost`);
  }
  if (dice < 1) {
    note(`${what} slow`);
    await new Promise((resolve) => setTimeout(resolve, 20 + 200 * roll()));
  }
  return work();
}

type Callable = (...args: unknown[]) => unknown;

/** `target` with every method named in `methods` at risk; the others as they are. */
export function atRisk<Target extends object>(target: Target, label: string, methods: readonly string[]): Target {
  return new Proxy(target, {
    get(inner, name) {
      const member: unknown = Reflect.get(inner, name);
      if (typeof member !== "function") return member;
      const call = (...args: unknown[]) => (member as Callable).apply(inner, args);
      if (!methods.includes(String(name))) return call;
      return (...args: unknown[]) => risky(`${label}.${String(name)}`, async () => call(...args));
    },
  });
}
