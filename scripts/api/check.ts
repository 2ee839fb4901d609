/**
 * `npm run api:check`: has schemathesis (PyPI) ask a Worker of its own for everything that openapi.json allows, and for much that it
 * does not, and compare the answers with the document. `SCHEMATHESIS` names the program where it is not on the path.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../node/server.ts";
import { putObjects } from "./objects.ts";

const PROGRAM = process.env.SCHEMATHESIS ?? "schemathesis";
const DOCUMENT = join(import.meta.dirname, "../../web/public/openapi.json");
/** What a client may rely on; a request that breaks the schema may still be one that we understand. */
const CHECKS =
  "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";
const OPTIONS = [
  "--checks",
  CHECKS,
  "--seed",
  "1",
  "--generation-deterministic",
  "--max-examples",
  "30",
  "--workers",
  "1",
];

/** Runs schemathesis against `url`; what it keeps goes to `cwd`. @returns its exit status */
function run(url: string, cwd: string): Promise<number> {
  // A stream of events lasts as long as its job.
  const words = ["run", DOCUMENT, "--url", url, ...OPTIONS, "--exclude-path-regex", "/events$", "--no-color"];
  const child = spawn(PROGRAM, words, { stdio: "inherit", cwd });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

async function main(): Promise<void> {
  if (spawnSync(PROGRAM, ["--version"]).status !== 0) {
    process.stdout.write("Skipped: schemathesis is not installed (pip install schemathesis).\n");
    return;
  }
  const storage = mkdtempSync(join(tmpdir(), "crossresist-api-"));
  try {
    await putObjects(storage);
    const server = await startServer(storage);
    try {
      process.exitCode = await run(server.url, storage);
    } finally {
      await server.close();
    }
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
}

await main();
