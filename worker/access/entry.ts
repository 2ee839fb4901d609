/** Bearer tokens: how they look, and what the Worker is told of each. */
import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import { checkKey } from "../storage/key.ts";

/**
 * - `read`: jobs, their results, and links to them
 * - `score`: matrices scored at once
 * - `jobs`: uploads; jobs to submit and to cancel
 * - `admin`: all of it
 */
export const SCOPES = ["read", "score", "jobs", "admin"] as const;

/** A name of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** The beginning lets scanners of code and logs find tokens that were left there. */
const START = "crossresist_";
const RANDOM_BYTES = 32;
export const TOKEN = new RegExp(`^${START}[A-Za-z0-9_-]{43}$`);

/** What the secret knows of a token. Several may have one name: that is how a token is renewed without a gap. */
export const tokenEntry = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, "expected up to 64 letters, digits, dots and dashes"),
  hash: z.string().regex(/^sha256:[A-Za-z0-9_-]{43}$/, "expected sha256: and 43 digits of base64url"),
  scopes: z.array(z.enum(SCOPES)).min(1),
  prefix: z
    .string()
    .default("")
    .refine(
      isPrefix,
      "expected the beginning of keys up to a slash, such as hospital-a/, outside the service's folders",
    ),
  /** When it ends: date and time with zone. */
  notAfter: z.iso.datetime({ offset: true }),
  /** Name of the binding that counts its requests. */
  rate: z.string().optional(),
});

/** What the Worker knows of a token. */
export type TokenEntry = z.input<typeof tokenEntry>;

/** A new token: 256 random bits, so that a plain digest of it is as good as a slow one. */
export function newToken(): string {
  return START + randomBytes(RANDOM_BYTES).toString("base64url");
}

/** As the secret has it. */
export function hashOf(token: string): string {
  return `sha256:${digestOf(token).toString("base64url")}`;
}

/** SHA-256. */
export function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Prefixes end at a slash: `a/` must not reach `ab/`. */
function isPrefix(prefix: string): boolean {
  if (prefix === "") return true;
  try {
    checkKey(prefix);
  } catch {
    return false;
  }
  return prefix.endsWith("/");
}
