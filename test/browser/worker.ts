/** Builds the page, starts the Worker with the demo cohort in its bucket, and Chromium, once for all files of tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import { putObject, startServer } from "../../scripts/node/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the Worker. */
    url: string;
    /** Where Chromium listens. */
    browser: string;
  }
}

/** Debian's; another can be named. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureKernel();
  await build({ logLevel: "error" });
  const storage = mkdtempSync(join(tmpdir(), "crossresist-browser-"));
  await putObject(storage, demoCohort.key, demoCohort.file);
  const server = await startServer(storage);
  // Chromium's sandbox does not start for root, which is who runs tests in a container.
  const browser = await chromium.launchServer({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
  project.provide("url", server.url);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.close();
    rmSync(storage, { recursive: true, force: true });
  };
}
