import { request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { fetch, type Request, Response } from "miniflare";
import { defineConfig } from "vitest/config";

/** A request that leaves the machine is a mistake of the test; names below localhost are the machine's own (RFC 6761, 6.3). */
function thisMachineOnly(request: Request): Promise<Response> | Response {
  const url = new URL(request.url);
  if (url.hostname.endsWith(".localhost")) return atHost(request, url);
  return url.hostname === "127.0.0.1" ? fetch(request) : new Response("no network in tests", { status: 599 });
}

/** Asks for what has no body; `fetch` would not send the host's name to another address. */
function atHost({ method, headers }: Request, { host, port, pathname, search }: URL): Promise<Response> {
  const asked = { ...Object.fromEntries(headers), host };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method, path: pathname + search, headers: asked };
    const sent = httpRequest(options, async (answer) => {
      const body = await buffer(answer);
      resolve(
        new Response(method === "HEAD" ? null : body, {
          status: answer.statusCode,
          headers: answer.headers as Record<string, string>,
        }),
      );
    });
    sent.on("error", reject).end();
  });
}

/** The SDK's own browser build parses XML by DOMParser, which workerd lacks; wrangler.toml has the same alias. */
const xmlBuilder = new URL("./node_modules/@aws-sdk/xml-builder/dist-cjs/index.js", import.meta.url).pathname;

/** Settings of the batch that take a small matrix through what a large one goes through, and soon. */
const SMALL_BATCH = {
  sources: [{ bucket: "matrices", prefix: "inbox/" }],
  wholeBytes: 250_000,
  stripeBytes: 100_000,
  folderQuietSeconds: 0,
  partCells: 1,
  rangeCells: 1,
  staleSeconds: 1,
  resendSeconds: 1,
  retrySeconds: 0.1,
};

export default defineConfig({
  test: {
    silent: "passed-only",
    // By default one core is left alone, which on two is half of the machine.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "node",
          // Fuzzing and whole cohorts take seconds, and more of them beside other work on two cores.
          testTimeout: 60_000,
          include: ["test/**/*.test.ts"],
          exclude: ["test/access/**", "test/worker/**", "test/batch/**", "test/browser/**"],
          globalSetup: ["test/support/s3-server.ts"],
        },
      },
      {
        resolve: { alias: { "@aws-sdk/xml-builder": xmlBuilder } },
        // Tests in workerd have no files of their own: fixtures are bundled.
        assetsInclude: ["test/fixtures/**"],
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              cf: false,
              outboundService: thisMachineOnly,
              bindings: { BATCH: SMALL_BATCH, ACCESS: "open", LINK_KEYS: "k".repeat(32) },
              // Every test comes from the same address.
              ratelimits: {
                RATE: { namespace_id: "1", simple: { limit: 1_000_000, period: 60 } },
                RATE_TINY: { namespace_id: "2", simple: { limit: 3, period: 60 } },
              },
            },
          }),
        ],
        // Inflating is the runtime's own work, so its tests run in both.
        test: {
          name: "worker",
          // The first request of a file starts the Worker.
          testTimeout: 60_000,
          include: ["test/{access,worker,batch}/**/*.test.ts", "test/storage/{gunzip,decompress}.test.ts"],
          globalSetup: ["test/support/s3-server.ts"],
        },
      },
    ],
  },
});
