/** What inflates gzip has to do, wherever it does it. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

export const TEXT = Array.from({ length: 20_000 }, (_, row) => `GENE${row}\t${row % 7}\t${(row * 37) % 1001}`).join(
  "\n",
);
export const plain = new TextEncoder().encode(TEXT);

export async function textOf(inflated: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of inflated) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Members of at most `size` bytes each, as bgzip writes them. */
export function members(size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(plain.length / size) }, (_, at) =>
    gzipSync(plain.slice(at * size, (at + 1) * size)),
  );
}

/** @param inflate the text of what the pieces inflate to */
export function describeGunzip(name: string, inflate: (...pieces: Uint8Array[]) => Promise<string>): void {
  describe(name, () => {
    it("inflates one member", async () => {
      expect(await inflate(gzipSync(plain))).toBe(TEXT);
    });

    it("inflates several members in one piece", async () => {
      expect(await inflate(Buffer.concat(members(65_280)))).toBe(TEXT);
    });

    it("inflates members that end where a piece ends", async () => {
      expect(await inflate(...members(65_280))).toBe(TEXT);
    });

    it("inflates a stream cut anywhere, down to single bytes", async () => {
      const bytes = Buffer.concat([gzipSync("first "), gzipSync("second")]);
      expect(await inflate(...[...bytes].map((byte) => Uint8Array.of(byte)))).toBe("first second");
    });

    it("ends with the empty block that closes a BGZF file", async () => {
      const emptyBlock = Buffer.from("1f8b08040000000000ff0600424302001b0003000000000000000000", "hex");
      expect(await inflate(gzipSync("text"), emptyBlock)).toBe("text");
    });

    it("takes zero bytes after the last member for padding", async () => {
      expect(await inflate(gzipSync("text"), new Uint8Array(512))).toBe("text");
    });

    it("does not look at what comes behind the padding", async () => {
      expect(await inflate(gzipSync("text"), new Uint8Array(512), new TextEncoder().encode("no gzip"))).toBe("text");
    });

    it.each([1, 4, 8, 100])("reports data that lacks its last %d bytes as truncated", async (lost) => {
      const bytes = gzipSync(plain);
      await expect(inflate(bytes.subarray(0, bytes.length - lost))).rejects.toMatchObject({ type: "truncated-gzip" });
    });

    it("reports a second member that ends too early as truncated", async () => {
      const [first, second] = [gzipSync("first"), gzipSync(plain)];
      await expect(inflate(first, second.subarray(0, 50))).rejects.toMatchObject({ type: "truncated-gzip" });
    });

    it.each([
      ["checksum", -5],
      ["length", -1],
      ["header", 2],
    ])("reports a damaged %s", async (_, at) => {
      const bytes = gzipSync(plain);
      bytes[(at + bytes.length) % bytes.length] ^= 1;
      await expect(inflate(bytes)).rejects.toMatchObject({ type: "bad-gzip" });
    });

    it("reports text after the last member", async () => {
      await expect(inflate(gzipSync("text"), new TextEncoder().encode("more"))).rejects.toMatchObject({
        type: "bad-gzip",
      });
    });
  });
}
