/** The Worker with `worker/index.ts` beside this file as its face, on the real local R2, queues, Workflows and registry. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, startServer, WRANGLER } from "../node/server.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Where bundle and configuration go: one folder a process, so that two may run at a time. */
const BUNDLE = `build/local-${process.pid}`;
const CONFIG = `${BUNDLE}/wrangler.toml`;

/** What the local Worker has besides wrangler.toml. */
export interface Settings {
  /** Settings of the batch. */
  readonly batch?: Readonly<Record<string, number>>;
  /** How its sources are scored; by the core signatures by default. */
  readonly signatures?: "core" | "all";
  /** A bucket behind S3, which is then a source besides the inbox. */
  readonly s3?: { readonly endpoint: string; readonly bucket: string };
}

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly stage: string | null;
  readonly attempt: number;
  readonly parts: { readonly done: number; readonly total: number } | null;
  readonly samples: number | null;
  readonly problem: { readonly type: string } | null;
  readonly source: { readonly bucket: string; readonly key: string; readonly version: string };
}

/** A Worker on this computer that can be killed and started again with what it stored. */
export class LocalWorker {
  readonly #storage = mkdtempSync(join(tmpdir(), "crossresist-batch-"));
  #server: Server | null = null;

  constructor(settings: Settings) {
    bundle(settings);
  }

  get server(): Server {
    if (this.#server === null) throw new Error("the Worker does not run");
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await startServer(this.#storage, CONFIG);
  }

  /** Ends every process of the runtime at once: nothing can be finished or cleaned up. */
  async kill(): Promise<void> {
    await this.server.kill();
    this.#server = null;
  }

  async stop(): Promise<void> {
    // Waiting runs would keep an orderly end waiting too.
    if (this.#server !== null) await this.kill();
    for (const folder of [this.#storage, join(ROOT, BUNDLE)]) rmSync(folder, { recursive: true, force: true });
  }

  /** A read is tried once more where the connection was closed: a kept one may be given up just as it is taken. */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    const ask = () => fetch(this.server.url + path, init);
    return init === undefined ? ask().catch(ask) : ask();
  }

  async tick(): Promise<void> {
    const answer = await this.fetch("/cdn-cgi/handler/scheduled");
    if (!answer.ok) throw new Error(`the tick failed: ${answer.status} ${await answer.text()}`);
  }

  async put(key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#object(encodeURIComponent(key), { method: "PUT", body });
  }

  /** Copies an object that lies in the bucket already. */
  async copy(from: string, to: string): Promise<void> {
    await this.#object(`${encodeURIComponent(to)}?from=${encodeURIComponent(from)}`, { method: "PUT" });
  }

  /** Null where there is none. */
  async text(key: string): Promise<string | null> {
    const answer = await this.fetch(`/control/objects/${encodeURIComponent(key)}`);
    return answer.status === 404 ? null : answer.text();
  }

  /** How often each binding was called so far. */
  async calls(): Promise<Record<string, number>> {
    return (await (await this.fetch("/control/calls")).json()) as Record<string, number>;
  }

  async keys(prefix: string): Promise<string[]> {
    return (await (await this.fetch(`/control/list?prefix=${encodeURIComponent(prefix)}`)).json()) as string[];
  }

  async jobs(): Promise<Job[]> {
    const all: Job[] = [];
    for (let cursor = ""; ; ) {
      const answer = await this.fetch(`/v1/jobs?limit=1000${cursor}`);
      const page = (await answer.json()) as { jobs: Job[]; cursor: string | null };
      all.push(...page.jobs);
      if (page.cursor === null) return all;
      cursor = `&cursor=${page.cursor}`;
    }
  }

  async #object(path: string, init: RequestInit): Promise<void> {
    const answer = await this.fetch(`/control/objects/${path}`, init);
    if (!answer.ok) throw new Error(`${path} was not written: ${answer.status}`);
  }
}

export function isOver({ state }: Job): boolean {
  return state !== "queued" && state !== "running";
}

/** Bundles the Worker once: while it runs, changes of its source must not reach it. */
function bundle(settings: Settings): void {
  mkdirSync(join(ROOT, BUNDLE), { recursive: true });
  const source = configuration("../../scripts/batch/worker/index.ts", settings);
  writeFileSync(join(ROOT, CONFIG), source);
  const options = ["deploy", "--dry-run", "--config", CONFIG, "--outdir", join(ROOT, BUNDLE)];
  execFileSync(process.execPath, [WRANGLER, ...options], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(join(ROOT, CONFIG), configuration('index.js"\nno_bundle = true\nbase_dir = ".', settings) + WASM_RULE);
}

const WASM_RULE = `
[[rules]]
type = "CompiledWasm"
globs = ["**/*.wasm"]
`;

/** wrangler.toml with another face, without the page, and with other settings. */
function configuration(main: string, { batch = {}, signatures, s3 }: Settings): string {
  const settings = Object.entries(batch).map(([name, value]) => `${name} = ${value}`);
  if (signatures === "all") settings.push('request = { signatures = "all" }');
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8")
    .replace(/^main = .*$/m, `main = "${main}"`)
    .replace(/^\[assets\](?:\n.+)*$/m, "")
    .replaceAll('"./', '"../../')
    .replace(/^\[vars\.BATCH\]$/m, ["[vars.BATCH]", ...settings].join("\n"));
  if (s3 === undefined) return text;
  return text
    .replace(/^\[vars\]$/m, '[vars]\nMADE_KEY_ID = "reader"\nMADE_SECRET = "local-only"')
    .replace(/^sources = \[(.*)\]$/m, 'sources = [$1, { bucket = "made" }]')
    .replace(
      /^\[vars\.BATCH\]$/m,
      `[vars.BUCKETS.made]
endpoint = "${s3.endpoint}"
bucket = "${s3.bucket}"
pathStyle = true
credentials = { accessKeyId = "MADE_KEY_ID", secretAccessKey = "MADE_SECRET" }

[vars.BATCH]`,
    );
}
