/** The tokens that the secret `TOKENS` knows, and whose the one of a request is. */
import { timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { Env } from "../env.ts";
import { Problem } from "../problem.ts";
import type { Caller } from "./caller.ts";
import { digestOf, TOKEN, tokenEntry } from "./entry.ts";
import { notConfigured } from "./mode.ts";

const secret = z.array(tokenEntry).min(1, "expected at least one token");

/** A token's entry as it is looked at. */
export interface KnownToken extends Caller {
  readonly digest: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
  readonly rate?: string;
}

let known: { readonly text: string; readonly tokens: readonly KnownToken[] } | null = null;

/** @throws Problem `not-configured` where the secret is not set or cannot be read; the log says what is wrong with it */
function knownTokens({ TOKENS }: Pick<Env, "TOKENS">): readonly KnownToken[] {
  if (TOKENS === undefined || TOKENS === "") {
    const detail =
      "This deployment knows no token yet, so that nobody can use it. Its operator makes one by `npx crossresist token` and sets it by " +
      '`npx wrangler secret put TOKENS`, or says ACCESS = "open" in wrangler.toml to let everybody in.';
    throw notConfigured(detail);
  }
  if (known?.text !== TOKENS) known = { text: TOKENS, tokens: parseTokens(TOKENS) };
  return known.tokens;
}

function parseTokens(text: string): KnownToken[] {
  try {
    return secret.parse(JSON.parse(text)).map(({ hash, notAfter, ...entry }) => ({
      ...entry,
      digest: Buffer.from(hash.slice("sha256:".length), "base64url"),
      notAfter: Date.parse(notAfter),
    }));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : "it is not JSON";
    console.log(JSON.stringify({ event: "tokens-unreadable", level: "error", error: why }));
    throw notConfigured("The secret TOKENS is not what `npx crossresist token` writes; the log says where it differs.");
  }
}

/**
 * Whose token this is. Looks at every entry, and at each for the same time whether it matches or not.
 *
 * @param authorization the header, or undefined
 * @param now milliseconds since 1970
 * @throws Problem `unauthenticated` where it is missing, unknown or has ended, and `not-configured`
 */
export function holderOf(env: Pick<Env, "TOKENS">, authorization: string | undefined, now: number): KnownToken {
  const tokens = knownTokens(env);
  if (authorization === undefined) {
    throw unauthenticated("missing", "This needs a token, in the header `Authorization: Bearer …`.");
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
  const digest = digestOf(token);
  const matching = tokens.filter((entry) => timingSafeEqual(entry.digest, digest));
  if (!TOKEN.test(token) || matching.length === 0) {
    throw unauthenticated("unknown", "The token is not one of this deployment: it was mistyped or taken back.");
  }
  const valid = matching.find(({ notAfter }) => now < notAfter);
  if (valid === undefined) throw unauthenticated("expired", "The token has ended; ask the operator for another.");
  return valid;
}

function unauthenticated(token: "missing" | "unknown" | "expired", detail: string): Problem {
  return new Problem("unauthenticated", detail, { token });
}
