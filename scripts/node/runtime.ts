/** The Worker as configured, on the real local runtime, without the proxy that `wrangler dev` puts before it. */
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { createTestHarness } from "wrangler";
import { residentBytes, workerds } from "./server.ts";

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
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** @param sockets connections that are kept */
export async function startRuntime(sockets = 16): Promise<Runtime> {
  // Without them the runtime asks the network where it is.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  process.env.WRANGLER_SEND_METRICS = "false";
  process.env.WRANGLER_LOG = "error";
  const before = new Set(workerds(process.pid));
  const configPath = join(import.meta.dirname, "../../wrangler.toml");
  const harness = createTestHarness({ workers: [{ configPath, vars: { ACCESS: "local" } }] });
  const { url } = await harness.listen();
  const env = await harness.getWorker<{ MATRICES: Bucket }>().getEnv();
  const own = workerds(process.pid).filter((pid) => !before.has(pid));
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  let sentSoFar = 0;
  return {
    url,
    bucket: env.MATRICES,
    async send(sent) {
      // The harness keeps every line of the log.
      if (++sentSoFar % 1_000 === 0) harness.clearLogs();
      return answerTo(sent, url, agent);
    },
    memory: () => own.reduce((sum, pid) => sum + residentBytes(pid), 0),
    async close() {
      agent.destroy();
      await harness.close();
    },
  };
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
