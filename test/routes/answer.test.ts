import { describe, expect, it } from "vitest";
import { encoded } from "../../worker/routes/http/answer.ts";

function* failing(): Generator<string> {
  yield "first\n";
  throw new Error("half-way");
}

describe("a streamed answer", () => {
  it("is UTF-8 of its chunks", async () => {
    expect(await new Response(encoded(["β-", "actin"].values(), () => null)).text()).toBe("β-actin");
  });

  it("makes a chunk only when it is asked for", async () => {
    let made = 0;
    const endless = {
      next: () => {
        made++;
        return { value: "x", done: false };
      },
    };
    const reader = encoded(endless, () => null).getReader();
    expect(made).toBe(0);
    await reader.read();
    await reader.read();
    expect(made).toBe(2);
    await reader.cancel();
  });

  it("ends with its last words after a failure", async () => {
    expect(await new Response(encoded(failing(), String)).text()).toBe("first\nError: half-way");
  });

  it("is broken off after a failure without last words", async () => {
    await expect(new Response(encoded(failing(), () => null)).text()).rejects.toThrow("half-way");
  });
});
