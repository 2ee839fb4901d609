/** The real application behind tokens, and who calls it. */
import { env } from "cloudflare:workers";
import { hashOf, newToken, type TokenEntry } from "../../worker/access/entry.ts";
import { createApp } from "../../worker/app.ts";
import type { Env } from "../../worker/env.ts";
import { isolate } from "../../worker/shared.ts";

export const ORIGIN = "https://crossresist.test";
export const LINK_KEYS = "k".repeat(32);
export const app = createApp(isolate);

const YEAR_MS = 31_536_000_000;

/** A token, and its entry in the secret. */
export function tokenOf(entry: Partial<TokenEntry>): { readonly token: string; readonly entry: TokenEntry } {
  const token = newToken();
  const notAfter = new Date(Date.now() + YEAR_MS).toISOString();
  return { token, entry: { name: "test", scopes: ["admin"], notAfter, ...entry, hash: hashOf(token) } };
}

/** The Worker's environment with these tokens. */
export function envWith(entries: readonly TokenEntry[], more: Partial<Env> = {}): Env {
  return { ...env, ACCESS: "tokens", TOKENS: JSON.stringify(entries), LINK_KEYS, ...more };
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
}

/** Sends a request to the application, with a token or without. */
export async function send(bindings: Env, { path, headers, ...init }: Call, token?: string): Promise<Response> {
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const url = /^https?:/.test(path) ? path : ORIGIN + path;
  return app.request(url, { ...init, headers: { ...headers, ...authorization } }, bindings);
}

export async function typeOf(response: Response): Promise<string> {
  const { type = "" } = await response.json<{ type?: string }>();
  return type.replace("/problems/", "");
}
