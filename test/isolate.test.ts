import { describe, expect, it } from "vitest";
import { createTypeScriptRanker } from "../worker/engine/ranker/typescript.ts";
import { createIsolate } from "../worker/isolate.ts";

describe("an isolate", () => {
  it("makes one kernel for all requests, and a fresh one after a trap", async () => {
    const isolate = createIsolate(async () => createTypeScriptRanker());
    const first = await isolate.ranker("wasm");
    expect(await isolate.ranker("wasm")).toBe(first);
    isolate.noteFailure(new Error("a fault elsewhere"));
    expect(await isolate.ranker("wasm")).toBe(first);
    isolate.noteFailure(new WebAssembly.RuntimeError("unreachable"));
    expect(await isolate.ranker("wasm")).not.toBe(first);
  });

  it("tries again after a kernel that could not be made", async () => {
    let attempts = 0;
    const isolate = createIsolate(async () => {
      attempts++;
      if (attempts === 1) throw new Error("no memory");
      return createTypeScriptRanker();
    });
    await expect(isolate.ranker("wasm")).rejects.toThrow("no memory");
    expect((await isolate.ranker("wasm")).path).toBe("typescript");
  });
});
