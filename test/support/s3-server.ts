/**
 * An S3 that checks signatures, behind a proxy that breaks what its keys ask for:
 * a key with `cut-3` has its first three answers cut in half, with `503-2` its first two refused.
 *
 * It is the S3 face of the local R2, or the server that `S3_SERVER` names: `http://KEY:SECRET@127.0.0.1:7070/BUCKET`, which must know
 * that bucket by the host `BUCKET.localhost:7070` too.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { TestProject } from "vitest/node";
import type {} from "./s3-account.ts";

const BUCKET = "cohorts";
const CREDENTIALS = { accessKeyId: "reader", secretAccessKey: "local-only" };

interface Backend {
  readonly port: number;
  /** Of the endpoint, before bucket and key. */
  readonly path: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Past the proxy, whose port no server takes for its own. */
  readonly hosts: string | null;
  close(): Promise<void>;
}

export default async function startS3(project: TestProject): Promise<() => Promise<void>> {
  const { S3_SERVER } = process.env;
  const { port, path, close, ...account } = S3_SERVER === undefined ? await localR2() : outside(new URL(S3_SERVER));
  const proxy = createServer(breaking(port));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${path}`;
  project.provide("s3", { endpoint, ...account });
  return async () => {
    proxy.closeAllConnections();
    proxy.close();
    await close();
  };
}

async function localR2(): Promise<Backend> {
  const options = {
    modules: true,
    script: "export default { fetch: () => new Response() }",
    r2Buckets: { COHORTS: { id: BUCKET, s3Credentials: CREDENTIALS } },
    cf: false,
  } as const;
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  const { port } = await miniflare.ready;
  const path = "/cdn-cgi/local/r2/s3";
  return { port: Number(port), path, bucket: BUCKET, ...CREDENTIALS, hosts: null, close: () => miniflare.dispose() };
}

function outside({ port, username, password, pathname }: URL): Backend {
  const bucket = pathname.slice(1);
  const close = async () => undefined;
  const hosts = `http://localhost:${port}`;
  return { port: Number(port), path: "", bucket, accessKeyId: username, secretAccessKey: password, hosts, close };
}

function breaking(port: number): (asked: IncomingMessage, answer: ServerResponse) => void {
  const seen = new Map<string, number>();
  return (asked, answer) => {
    const path = new URL(asked.url ?? "/", "http://proxy").pathname;
    const [, fault, count] = /\b(cut|503)-(\d+)/.exec(path) ?? [];
    const times = asked.method === "GET" ? (seen.get(path) ?? 0) + 1 : 0;
    seen.set(path, times);
    const broken = times > 0 && times <= Number(count);
    if (broken && fault === "503") {
      asked.resume();
      answer.writeHead(503).end();
      return;
    }
    const { method, url, headers } = asked;
    const inner = request({ host: "127.0.0.1", port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      if (!broken) {
        response.pipe(answer);
        return;
      }
      let left = Math.floor(Number(response.headers["content-length"]) / 2);
      response.on("data", (piece: Buffer) => {
        if (left <= 0) return;
        answer.write(piece.subarray(0, left), () => left <= 0 && answer.destroy());
        left -= piece.length;
      });
    });
    // A server may refuse a request before it has read it.
    inner.on("error", () => answer.destroy());
    asked.pipe(inner);
  };
}
