/** Whom the deployment lets in, as its configuration says. */
import type { Env } from "../env.ts";
import { Problem } from "../problem.ts";

/**
 * - `tokens`: whoever has one
 * - `open`: everybody, counted by address
 * - `local`: everybody on the computer that the Worker runs on, uncounted
 */
export const MODES = ["tokens", "open", "local"] as const;

export type Mode = (typeof MODES)[number];

/** One of {@link MODES}, or null where the configuration says none of them. */
export function statedMode({ ACCESS }: Pick<Env, "ACCESS">): Mode | null {
  return MODES.find((name) => name === ACCESS) ?? null;
}

/** @throws Problem `not-configured` unless the configuration says one of {@link MODES} */
export function accessMode(env: Pick<Env, "ACCESS">): Mode {
  const mode = statedMode(env);
  if (mode !== null) return mode;
  const expected = MODES.join(", ");
  throw notConfigured(`The variable ACCESS says who may use this deployment; expected one of ${expected}.`);
}

/** What only the operator can mend; the values of secrets are never part of it. */
export function notConfigured(detail: string): Problem {
  return new Problem("not-configured", detail);
}
