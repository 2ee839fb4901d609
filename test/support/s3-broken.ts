/** A proxy before an S3 that breaks requests as a test says, and knows which multipart uploads went through it. */
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** "503": refused; "cut": taken, and the connection closed halfway; "lost": done, and the answer lost. */
type Fault = "503" | "cut" | "lost";

export interface BrokenS3 {
  readonly endpoint: string;
  /** Names of requests that came, such as `PUT part 2`, in order. */
  readonly asked: string[];
  /** Ids of all uploads that were begun. */
  readonly uploads: string[];
  close(): void;
}

/** @param faultOf told the name of a request and how often it came before */
export async function brokenS3(
  endpoint: string,
  faultOf: (name: string, before: number) => Fault | null,
): Promise<BrokenS3> {
  const { hostname, port, pathname } = new URL(endpoint);
  const asked: string[] = [];
  const uploads: string[] = [];
  const server = createServer((from, answer) => {
    const name = nameOf(from);
    const fault = faultOf(name, asked.filter((known) => known === name).length);
    asked.push(name);
    if (fault === "503") {
      from.resume();
      answer.writeHead(503).end();
      return;
    }
    if (fault === "cut") {
      from.once("data", () => from.socket.destroy());
      return;
    }
    // The signature is over the host that was asked for.
    const { method, url, headers } = from;
    const inner = request({ host: hostname, port, method, path: url, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => {
        const body = Buffer.concat(pieces);
        const [, id] = /<UploadId>([^<]+)</.exec(body.toString()) ?? [];
        if (name === "POST uploads" && id !== undefined) uploads.push(id);
        if (fault === "lost") from.socket.destroy();
        else answer.writeHead(response.statusCode ?? 500, response.headers).end(body);
      });
    });
    inner.on("error", () => answer.destroy());
    from.pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname === "/" ? "" : pathname}`,
    asked,
    uploads,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function nameOf({ method, url }: IncomingMessage): string {
  const query = new URL(url ?? "/", "http://s3").searchParams;
  if (query.has("partNumber")) return `${method} part ${query.get("partNumber")}`;
  if (query.has("uploads")) return `${method} uploads`;
  return query.has("uploadId") ? `${method} upload` : `${method} object`;
}
