/** Objects of a bucket as sources, on the runtime's own R2. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { r2Source, r2Store } from "../../../worker/storage/r2.ts";

beforeEach(async () => {
  await env.MATRICES.put("a/m.tsv", "gene\tS1\nA\t1\n", { httpMetadata: { contentType: "text/csv" } });
});
afterEach(() => reset());

describe("an object of a bucket", () => {
  it("is read whole, as often as asked, and by range", async () => {
    const source = await r2Source(env.MATRICES, "a/m.tsv");
    expect(source).toMatchObject({ name: "a/m.tsv", size: 12, contentType: "text/csv" });
    for (let reading = 0; reading < 2; reading++) {
      expect(await new Response(await source.open()).text()).toBe("gene\tS1\nA\t1\n");
    }
    expect(new TextDecoder().decode(await source.read(5, 2))).toBe("S1");
  });

  it("that is not there is named in the problem as the request names it", async () => {
    await expect(r2Source(env.MATRICES, "prefix/none.tsv", "none.tsv")).rejects.toMatchObject({
      type: "unknown-key",
      message: expect.stringContaining('"none.tsv"'),
    });
  });

  it.each([
    ["replaced", () => env.MATRICES.put("a/m.tsv", "gene\tS1\nA\t2\n")],
    ["deleted", () => env.MATRICES.delete("a/m.tsv")],
  ])("that is %s between two readings fails the second", async (_, change) => {
    const source = await r2Source(env.MATRICES, "a/m.tsv");
    await (await source.open()).cancel();
    await change();
    await expect(source.open()).rejects.toMatchObject({ type: "source-changed" });
    await expect(source.read(0, 1)).rejects.toMatchObject({ type: "source-changed" });
  });

  it("that is opened asks the bucket once for all that is said of it and its bytes", async () => {
    const asked: string[] = [];
    const bucket = new Proxy(env.MATRICES, {
      get: (target, name) => {
        asked.push(String(name));
        return Reflect.get(target, name).bind(target);
      },
    });
    const object = await r2Store(bucket).open("a/m.tsv", "shown.tsv");
    expect(object).toMatchObject({ name: "shown.tsv", size: 12, contentType: "text/csv" });
    expect(await new Response(await object.open()).text()).toBe("gene\tS1\nA\t1\n");
    expect(asked).toEqual(["get"]);
    await env.MATRICES.put("a/m.tsv", "gene\tS1\nA\t2\n");
    await expect(object.open()).rejects.toMatchObject({ type: "source-changed" });
    await object.dispose();
  });

  it("that was put with its SHA-256 says it, and no other does", async () => {
    const bytes = new TextEncoder().encode("gene\tS1\nA\t3\n");
    const sha256 = await crypto.subtle.digest("SHA-256", bytes);
    await env.MATRICES.put("a/known.tsv", bytes, { sha256 });
    const known = await r2Store(env.MATRICES).open("a/known.tsv");
    expect(await known.sha256?.()).toBe(new Uint8Array(sha256).toHex());
    await known.dispose();
    await expect(env.MATRICES.put("a/false.tsv", "gene\tS1\nA\t4\n", { sha256 })).rejects.toThrow("SHA-256");
    expect(await r2Source(env.MATRICES, "a/m.tsv")).not.toHaveProperty("sha256");
  });

  it("that is opened and let go of can still be read", async () => {
    const object = await r2Store(env.MATRICES).open("a/m.tsv");
    await object.dispose();
    expect(await new Response(await object.open()).text()).toBe("gene\tS1\nA\t1\n");
    await expect(r2Store(env.MATRICES).open("none.tsv")).rejects.toMatchObject({ type: "unknown-key" });
  });
});
