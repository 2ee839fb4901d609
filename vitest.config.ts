import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** A request that leaves the machine is a mistake of the test. */
const noNetwork = () => new Response("no network in tests", { status: 599 });

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: "node", include: ["test/**/*.test.ts"], exclude: ["test/worker/**"] },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { cf: false, outboundService: noNetwork },
          }),
        ],
        // Inflating is the runtime's own work, so its tests run in both.
        test: { name: "worker", include: ["test/worker/**/*.test.ts", "test/storage/gunzip.test.ts"] },
      },
    ],
  },
});
