/** The Worker as configured, on the real local runtime, without anything that stands before it in `wrangler dev`. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { isolateBytes } from "./inspector.ts";
import { LOCAL_RUNTIME, residentBytes, WRANGLER, workerds } from "./server.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sent {
  readonly method: string;
  /** Path and query, as they go over the wire. */
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

/** Objects of the bucket that requests may name. */
interface Bucket {
  put(key: string, value: Uint8Array | string): Promise<unknown>;
  list(options: { prefix: string }): Promise<{ objects: { key: string }[] }>;
}

export interface Runtime {
  readonly url: URL;
  readonly bucket: Bucket;
  /** Sends a request by HTTP/1.1 on a kept connection. @throws where the connection breaks or nothing comes for `timeoutMs` */
  send(sent: Sent): Promise<Answer>;
  /** Resident bytes of the runtime's process. */
  memory(): number;
  /** Bytes in use in the Worker's own isolate, garbage collected first. */
  isolateMemory(): Promise<number>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;
const ROOT = join(import.meta.dirname, "../..");
const CONFIG = join(ROOT, "wrangler.toml");
const NAME = "crossresist";

/**
 * @param sockets connections that are kept
 * @param onLog told of every line that the Worker logs
 */
export async function startRuntime(sockets = 16, onLog: (line: string) => void = () => undefined): Promise<Runtime> {
  // Also where the network is asked where it is, which nobody needs to know.
  Object.assign(process.env, LOCAL_RUNTIME, { WRANGLER_LOG: "error" });
  const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
  await promisify(execFile)(process.execPath, [WRANGLER, "deploy", "--dry-run", "--outdir", folder], { cwd: ROOT });
  const before = new Set(workerds(process.pid));
  // The page's files are left out: they are answered before the Worker.
  const { assets, bindings, ...configured } = unstable_getMiniflareWorkerOptions(CONFIG).workerOptions;
  const worker = {
    ...configured,
    name: NAME,
    modules: modulesOf(folder),
    modulesRoot: folder,
    bindings: { ...(bindings as object), ACCESS: "local" },
    // What stands before a Worker otherwise keeps from it that a sender has left.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
  const handleStructuredLogs = ({ message }: { message: string }) => onLog(message);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ workers: [worker], handleStructuredLogs, inspectorPort: 0 } as never),
  );
  const url = await miniflare.unsafeGetDirectURL(NAME);
  const own = workerds(process.pid).filter((pid) => !before.has(pid));
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  return {
    url,
    bucket: (await miniflare.getR2Bucket("MATRICES", NAME)) as unknown as Bucket,
    send: (sent) => answerTo(sent, url, agent),
    isolateMemory: async () =>
      isolateBytes(`${(await miniflare.getInspectorURL()).origin.replace("http", "ws")}/core:user:${NAME}`),
    memory: () => own.reduce((sum, pid) => sum + residentBytes(pid), 0),
    async close() {
      agent.destroy();
      await miniflare.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What was bundled, the entry first. */
function modulesOf(folder: string): { type: string; path: string }[] {
  const names = readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name));
  const ordered = ["index.js", ...names.filter((name) => name !== "index.js")];
  return ordered.map((name) => ({
    type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
    path: join(folder, name),
  }));
}

function answerTo({ method, path, headers = [], body }: Sent, url: URL, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const flat = headers.flat();
    const length = body === undefined || headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
    const all = ["Host", url.host, ...flat, ...(length ? [] : ["Content-Length", String(body.length)])];
    const asked = request({
      agent,
      hostname: url.hostname,
      port: url.port,
      method,
      path,
      headers: all as never,
      timeout: TIMEOUT_MS,
    });
    asked.once("timeout", () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asked.once("error", reject);
    asked.once("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    asked.end(body);
  });
}
