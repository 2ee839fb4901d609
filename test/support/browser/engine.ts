/** The page's own engine in a browser, asked without the page. */
import type { Page } from "playwright-core";

/** Starts the engine of a page that was opened. */
export async function openEngine(page: Page): Promise<void> {
  await page.evaluate(start);
}

/** Scores a matrix by the core signatures, in the browser. @returns the CSV */
export function csvOnPage(page: Page, name: string, bytes: Uint8Array): Promise<string> {
  return page.evaluate(score, [name, Buffer.from(bytes).toString("base64")] as const);
}

interface Engine {
  call(name: string, args: readonly unknown[]): Promise<unknown>;
}

/** Runs in the page. */
async function start(): Promise<void> {
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

/** Runs in the page. */
async function score([path, base64]: readonly [string, string]): Promise<string> {
  const { engine } = globalThis as unknown as { engine: Engine };
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const file = new File([bytes], path.split("/").pop() ?? path);
  const settings = { signatures: [], methods: [], duplicates: "error", classes: "cohort", engine: "wasm", options: {} };
  await engine.call("score", [{ where: "here", input: { kind: "file", file }, settings, sheet: null, gmt: null }]);
  return await ((await engine.call("file", ["csv"])) as Blob).text();
}
