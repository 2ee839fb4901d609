/**
 * `npm run demo`: scores 128 leukaemia patients through the real Worker, in workerd, from local R2.
 *
 * Nobody in the cohort was irradiated: it shows the mechanics, not that a class is right.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoCohort } from "./demo/cohort.ts";
import { type DemoResult, demoTable } from "./demo/table.ts";
import { ensureKernel } from "./node/kernel.ts";
import { putObject, startServer } from "./node/server.ts";

const RESULT = "out/demo.json";

await ensureKernel();
const storage = mkdtempSync(join(tmpdir(), "crossresist-demo-"));
try {
  process.stdout.write("Putting the cohort into local R2 and starting the Worker ...\n");
  await putObject(storage, demoCohort.key, demoCohort.file);
  const server = await startServer(storage);
  try {
    const started = performance.now();
    const response = await fetch(`${server.url}/v1/score`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ source: { bucket: "matrices", key: demoCohort.key } }),
    });
    const text = await response.text();
    const seconds = (performance.now() - started) / 1000;
    if (!response.ok) throw new Error(`The Worker answered ${response.status}: ${text}`);
    mkdirSync("out", { recursive: true });
    writeFileSync(RESULT, text);
    const times = response.headers.get("Server-Timing") ?? "";
    process.stdout.write(demoTable(JSON.parse(text) as DemoResult, { times, seconds, file: RESULT }));
  } finally {
    await server.close();
  }
} finally {
  rmSync(storage, { recursive: true, force: true });
}
