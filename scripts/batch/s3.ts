/** An S3 on this computer that serves objects made as they are read, for reading only; it does not look at signatures. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { MadeObject } from "./made.ts";

/** What goes wrong with an answer. */
export type S3Fault = "500" | "503" | "slow" | "cut";

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  close(): void;
}

const BUCKET = "made";
const PAGE = 1_000;

/**
 * @param objects by key; looked at anew at each request
 * @param fault rolled for each request
 */
export async function serveS3(
  objects: ReadonlyMap<string, MadeObject>,
  fault: () => S3Fault | null = () => null,
): Promise<S3Server> {
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? "/", "http://s3");
    const key = decodeURIComponent(pathname).slice(`/${BUCKET}/`.length);
    const wrong = fault();
    if (wrong === "500" || wrong === "503") answer.writeHead(Number(wrong)).end();
    else {
      const work = () =>
        key === "" ? list(objects, searchParams, answer) : send(asked, answer, objects.get(key), wrong);
      setTimeout(work, wrong === "slow" ? 300 * Math.random() : 0);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: BUCKET,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function send(
  { method, headers }: IncomingMessage,
  answer: ServerResponse,
  object: MadeObject | undefined,
  wrong: S3Fault | null,
): Promise<void> {
  if (object === undefined) {
    answer.writeHead(404).end(method === "HEAD" ? undefined : "<Error><Code>NoSuchKey</Code></Error>");
    return;
  }
  const etag = `"${object.etag}"`;
  if (headers["if-match"] !== undefined && headers["if-match"] !== etag) {
    answer.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  const from = Number(range?.[1] ?? 0);
  const to = Math.min(object.size, range === null || range[2] === "" ? object.size : Number(range[2]) + 1);
  const described = { ETag: etag, "Content-Length": to - from, "Accept-Ranges": "bytes" };
  if (range === null) answer.writeHead(200, described);
  else answer.writeHead(206, { ...described, "Content-Range": `bytes ${from}-${to - 1}/${object.size}` });
  if (method === "HEAD") {
    answer.end();
    return;
  }
  let left = to - from;
  const breakAt = wrong === "cut" ? Math.floor(left / 2) : -1;
  for (const piece of object.bytes(from)) {
    if (answer.destroyed || left === 0) break;
    const taken = piece.subarray(0, left);
    if (left - taken.length < breakAt) {
      answer.write(taken.subarray(0, left - breakAt), () => answer.destroy());
      return;
    }
    left -= taken.length;
    if (!answer.write(taken)) await drained(answer);
  }
  answer.end();
}

/** Until there is room again, or nobody reads any more. */
function drained(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      answer.off("drain", over);
      answer.off("close", over);
      resolve();
    };
    answer.on("drain", over);
    answer.on("close", over);
  });
}

/** ListObjectsV2; the token is the last key of the page before. */
function list(objects: ReadonlyMap<string, MadeObject>, query: URLSearchParams, answer: ServerResponse): void {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const contents = page.map((key) => {
    const { etag, size } = objects.get(key) as MadeObject;
    return `<Contents><Key>${key}</Key><ETag>"${etag}"</ETag><Size>${size}</Size></Contents>`;
  });
  const more = keys.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  const xml = `<ListBucketResult><IsTruncated>${more !== ""}</IsTruncated>${more}${contents.join("")}</ListBucketResult>`;
  answer.writeHead(200, { "Content-Type": "application/xml" }).end(xml);
}
