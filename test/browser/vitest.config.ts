import { defineConfig } from "vitest/config";

/** The page in a real browser on the real local Worker: `npm run test:browser`. */
export default defineConfig({
  test: {
    name: "browser",
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/browser/worker.ts"],
    testTimeout: 40_000,
    // A browser and a server share two cores: what fails once for want of time passes the second time.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 30_000,
    // One Worker serves two files at a time: much of a test is waiting.
    maxWorkers: 2,
    bail: 3,
  },
});
