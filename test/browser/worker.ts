/** Builds the page and starts the Worker with the demo cohort in its bucket, once for all files of tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import { putObject, startServer } from "../../scripts/node/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the Worker. */
    url: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureKernel();
  await build({ logLevel: "error" });
  const storage = mkdtempSync(join(tmpdir(), "crossresist-browser-"));
  await putObject(storage, demoCohort.key, demoCohort.file);
  const server = await startServer(storage);
  project.provide("url", server.url);
  return async () => {
    await server.close();
    rmSync(storage, { recursive: true, force: true });
  };
}
