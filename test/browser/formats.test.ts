import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Manifest, scoresDigest } from "../support/manifest.ts";
import { useBrowser } from "./support.ts";

const openPage = useBrowser();
const FOLDER = "test/fixtures/formats";

test("every fixture of every format scores in Chromium as it does in Node and in workerd, to the last bit", async () => {
  const { files, matrices, columns }: Manifest = JSON.parse(readFileSync(`${FOLDER}/manifest.json`, "utf8"));
  // The page has no choice of layers.
  const plain = Object.entries(files).filter(([, { layer }]) => layer === undefined);
  const page = await openPage();
  await page.goto("/");
  await page.evaluate(openEngine);
  const found: Record<string, string> = {};
  for (const [name] of plain) {
    const base64 = readFileSync(`${FOLDER}/${name}`).toString("base64");
    found[name] = await scoresDigest(await page.evaluate(score, [name, base64] as const), columns);
  }
  expect(plain.length).toBeGreaterThan(80);
  expect(found).toEqual(Object.fromEntries(plain.map(([name, { matrix }]) => [name, matrices[matrix]])));
  await page.close();
});

interface Engine {
  call(name: string, args: readonly unknown[]): Promise<unknown>;
}

/** Runs in the page: starts the page's own engine once more, to be asked without the page. */
async function openEngine(): Promise<void> {
  const loaded = () => performance.getEntriesByType("resource").map(({ name }) => name);
  let url: string | undefined;
  while (url === undefined) {
    url = loaded().find((name) => /\/worker-[^/]*\.js$/.test(name));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const worker = new Worker(url, { type: "module" });
  let last = 0;
  const call = (name: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const listen = ({ data }: MessageEvent) => {
        if (data.id !== id || "progress" in data) return;
        worker.removeEventListener("message", listen);
        if ("problem" in data) reject(new Error(`${name}: ${data.problem.detail}`));
        else resolve(data.value);
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ id, name, args });
    });
  Object.assign(globalThis, { engine: { call } satisfies Engine });
}

/** Runs in the page: the scores of a file as CSV. */
async function score([path, base64]: readonly [string, string]): Promise<string> {
  const { engine } = globalThis as unknown as { engine: Engine };
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const file = new File([bytes], path.split("/").pop() ?? path);
  const settings = { signatures: [], methods: [], duplicates: "error", classes: "cohort", engine: "wasm", options: {} };
  await engine.call("score", [{ where: "here", input: { kind: "file", file }, settings, sheet: null, gmt: null }]);
  return await ((await engine.call("file", ["csv"])) as Blob).text();
}
