/** `npm run api`: writes web/public/openapi.json, its examples answered by the real Worker on local R2. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../node/server.ts";
import { openApi } from "./document.ts";
import { type Answer, askAll, EXAMPLES } from "./examples.ts";
import { putObjects } from "./objects.ts";

const DOCUMENT = join(import.meta.dirname, "../../web/public/openapi.json");

/** The examples' answers from a Worker of their own. */
async function record(): Promise<Map<string, Answer>> {
  const storage = mkdtempSync(join(tmpdir(), "crossresist-api-"));
  try {
    await putObjects(storage);
    const server = await startServer(storage);
    try {
      return atHome(await askAll((path, init) => fetch(server.url + path, init)), server.url);
    } finally {
      await server.close();
    }
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
}

/** Answers that name their own address, which had a port of its own, as at the usual one. */
function atHome(answers: Map<string, Answer>, url: string): Map<string, Answer> {
  const { origin } = new URL(url);
  return new Map(JSON.parse(JSON.stringify([...answers]).replaceAll(origin, "http://localhost:8787")));
}

const answers = await record();
for (const { name, operation, status } of EXAMPLES) {
  const answer = answers.get(name);
  if (answer?.status === status) continue;
  throw new Error(
    `${operation} (${name}) answers ${answer?.status} instead of ${status}: ${JSON.stringify(answer?.body)}`,
  );
}
writeFileSync(DOCUMENT, `${JSON.stringify(openApi(answers), null, 1)}\n`);
process.stdout.write(`${EXAMPLES.length} examples were answered; web/public/openapi.json is written.\n`);
