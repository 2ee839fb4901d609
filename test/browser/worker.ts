/** Builds the page and starts the Worker with the demo cohort in its bucket, once for all files of tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import { putObject, startServer } from "../../scripts/node/server.ts";
import { hashOf, newToken } from "../../worker/access/entry.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the Worker. */
    url: string;
    /** Origin of one that lets in nobody without a token, and a token for it. */
    closed: { url: string; token: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureKernel();
  await build({ logLevel: "error" });
  const storage = mkdtempSync(join(tmpdir(), "crossresist-browser-"));
  const [open, closed] = ["open", "closed"].map((name) => join(storage, name));
  const token = newToken();
  const [server, guarded] = await Promise.all([
    putObject(open, demoCohort.key, demoCohort.file).then(() => startServer(open)),
    startServer(closed, undefined, accessBy(token)),
  ]);
  project.provide("url", server.url);
  project.provide("closed", { url: guarded.url, token });
  return async () => {
    // An orderly end would wait for what a job left waiting.
    await Promise.all([server.kill(), guarded.kill()]);
    rmSync(storage, { recursive: true, force: true });
  };
}

/** As the secret of a deployment says it. */
function accessBy(token: string): string[] {
  const entry = { name: "page", hash: hashOf(token), scopes: ["score"], notAfter: "2100-01-01T00:00:00Z" };
  return ["--var", "ACCESS:tokens", "--var", `TOKENS:${JSON.stringify([entry])}`];
}
