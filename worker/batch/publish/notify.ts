/** Tells the operator's own address that a job ended. */
import type { Env } from "../../env.ts";
import { batchConfig } from "../config.ts";
import type { Job } from "../job/registry.ts";
import { logEvent } from "../metrics.ts";

/**
 * Posts job, state and folder of the results, signed: `X-Crossresist-Signature: sha256=<HMAC-SHA256 of the body, hexadecimal>`.
 * Told once at most; whoever must not miss an ending asks for the job.
 */
export async function notify(env: Env, job: Job, state: string): Promise<void> {
  const { webhook } = batchConfig(env);
  if (webhook === undefined) return;
  try {
    const secret: unknown = Reflect.get(env, webhook.secret);
    if (typeof secret !== "string" || secret === "") throw new Error(`the secret ${webhook.secret} is not set`);
    const { id, bucket, key, version, result } = job;
    const body = JSON.stringify({ job: id, state, source: { bucket, key, version }, result });
    const answer = await fetch(webhook.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Crossresist-Signature": `sha256=${await signed(body, secret)}`,
      },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  } catch (error) {
    logEvent("webhook-failed", { level: "warn", job: job.id, error: String(error) });
  }
}

async function signed(body: string, secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(body));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
