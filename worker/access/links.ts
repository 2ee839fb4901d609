/** Links that let whoever has them read one file of one job until they end: signed, so that nothing has to be kept of them. */
import type { Env } from "../env.ts";
import { Problem } from "../problem.ts";
import { notConfigured } from "./mode.ts";

/** A file of a job, until when. */
export interface Link {
  readonly job: string;
  /** Name of the file. */
  readonly file: string;
  /** When it ends, in seconds since 1970. */
  readonly expires: number;
}

/** HMAC-SHA256 wants a key of as many bytes as it gives. */
const KEY_LENGTH = 32;
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** @returns the signature, base64url. @throws Problem `not-configured` */
export async function signLink(env: Pick<Env, "LINK_KEYS">, link: Link): Promise<string> {
  const [key] = await keysOf(env);
  return Buffer.from(await crypto.subtle.sign(HMAC, key, textOf(link))).toString("base64url");
}

/**
 * Looks at a link in time that does not depend on where a wrong signature differs.
 *
 * @param now milliseconds since 1970
 * @throws Problem `bad-link`, `not-configured`
 */
export async function verifyLink(
  env: Pick<Env, "LINK_KEYS">,
  link: Link,
  signature: string,
  now: number,
): Promise<void> {
  const bytes = Buffer.from(signature, "base64url");
  const verdicts = (await keysOf(env)).map((key) => crypto.subtle.verify(HMAC, key, bytes, textOf(link)));
  if (!(await Promise.all(verdicts)).includes(true)) throw badLink("is not one that this deployment signed");
  if (now >= 1000 * link.expires) throw badLink("has ended");
}

/** Keys of the secret `LINK_KEYS`, separated by blanks: the first signs, the others are those of links that are still about. */
function keysOf({ LINK_KEYS = "" }: Pick<Env, "LINK_KEYS">): Promise<CryptoKey[]> {
  const keys = LINK_KEYS.split(/\s+/).filter((key) => key !== "");
  if (keys.length === 0 || keys.some((key) => key.length < KEY_LENGTH)) {
    const detail = `Links need the secret LINK_KEYS: a random text of ${KEY_LENGTH} characters or more to sign them with.`;
    throw notConfigured(detail);
  }
  const encoder = new TextEncoder();
  return Promise.all(
    keys.map((key) => crypto.subtle.importKey("raw", encoder.encode(key), HMAC, false, ["sign", "verify"])),
  );
}

function textOf({ job, file, expires }: Link): Uint8Array {
  return new TextEncoder().encode(`crossresist link\n${job}\n${file}\n${expires}`);
}

function badLink(what: string): Problem {
  return new Problem("bad-link", `The link ${what}; ask whoever gave it for another.`);
}
