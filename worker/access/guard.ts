/** The door: finds out who calls, counts the call, and turns away whoever may not. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "../problem.ts";
import type { Caller } from "./caller.ts";
import type { AccessEnv } from "./context.ts";
import { accessMode } from "./mode.ts";
import { countRequest, networkOf } from "./rate.ts";
import { holderOf, type KnownToken } from "./token.ts";

const ANYBODY: Caller = { name: "anybody", scopes: ["admin"], prefix: "" };
const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Lets through who may call at all, and notes them as `caller`. What they may do is for the routes to ask (`permit`).
 *
 * @throws Problem `unauthenticated`, `too-many-requests`, `not-configured`, `foreign-origin`
 */
export const guard = createMiddleware<AccessEnv>(async function guard(c, next) {
  c.set("caller", await callerOf(c));
  await next();
});

async function callerOf(c: Context<AccessEnv>): Promise<Caller> {
  const mode = accessMode(c.env);
  if (mode === "local") {
    refuseRemote(new URL(c.req.url).hostname);
    return ANYBODY;
  }
  if (mode === "open") {
    await countAddress(c);
    return ANYBODY;
  }
  const token = await tokenOf(c);
  await countRequest(c.env, `token ${token.name}`, token.rate);
  return token;
}

/** Who has no token is counted too: guessing is not free of charge. */
async function tokenOf(c: Context<AccessEnv>): Promise<KnownToken> {
  try {
    return holderOf(c.env, c.req.header("Authorization"), Date.now());
  } catch (error) {
    await countAddress(c);
    throw error;
  }
}

/** Counts those who need no token for what they ask. @throws Problem `too-many-requests` */
export const guardAddress = createMiddleware<AccessEnv>(async function guardAddress(c, next) {
  if (accessMode(c.env) !== "local") await countAddress(c);
  await next();
});

function countAddress(c: Context<AccessEnv>): Promise<void> {
  return countRequest(c.env, `address ${networkOf(c.req.header("CF-Connecting-IP"))}`);
}

/** A page of elsewhere can make its own name mean this computer; the name it then asks for gives it away. */
function refuseRemote(hostname: string): void {
  if (LOOPBACK.test(hostname)) return;
  const detail =
    `This Worker is for the computer it runs on, and was asked as "${hostname}". ` +
    'To serve others, run it with ACCESS "tokens" or "open" (docs/access.md).';
  throw new Problem("foreign-origin", detail, { text: hostname, expected: "localhost" });
}
