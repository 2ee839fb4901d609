/** Large files, beside whose reading threads inflate and hash. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { INFLATING_BYTES } from "../../scripts/node/beside/inflate.ts";
import { fileSource } from "../../scripts/node/source.ts";
import { bits, score, upSet } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

const ROOT = mkdtempSync(join(tmpdir(), "crossresist-large-"));
afterAll(() => rmSync(ROOT, { recursive: true }));

const SAMPLES = 1_000;
const REQUEST = { signatures: [upSet("some", ["G1", "G40", "G900"])] };

/** 1,100 genes in rows, stored as gzip that does not compress. */
function matrix(lastRow = ""): Uint8Array {
  const head = Array.from({ length: SAMPLES }, (_, sample) => `\tS${sample}`).join("");
  const rows = Array.from({ length: 1_100 }, (_, gene) => {
    const values = Array.from({ length: SAMPLES }, (_, sample) => ((gene * 7_919 + sample * 104_729) % 9_973) + 0.12);
    return `G${gene}\t${values.map((value) => value.toFixed(3)).join("\t")}\n`;
  });
  return gzipSync(`gene${head}\n${rows.join("")}${lastRow}`, { level: 0 });
}

function stored(name: string, bytes: Uint8Array): string {
  const path = join(ROOT, name);
  writeFileSync(path, bytes);
  return path;
}

test("a large gzip file scores as its bytes do, read once or twice, and every reading is told of", async () => {
  const bytes = matrix();
  const path = stored("large.tsv.gz", bytes);
  let begun = 0;
  let read = 0;
  const reads = {
    begin: () => {
      begun++;
      read = 0;
    },
    add: (more: number) => {
      read += more;
    },
  };
  for (const heldBytes of [undefined, 0]) {
    const alone = await score(memorySource(bytes, "large.tsv.gz"), REQUEST, "wasm", heldBytes);
    expect(alone.matrix.digest).toMatch(/^sha256:/);
    const source = await fileSource(path, reads);
    let most = 0;
    const inflated = async function* (onStored: (bytes: number) => void) {
      for await (const piece of source.inflated?.(onStored) ?? []) {
        most = Math.max(most, source.heldBytes ?? 0);
        yield piece;
      }
    };
    expect(bits(await score({ ...source, inflated }, REQUEST, "wasm", heldBytes))).toBe(bits(alone));
    expect(read).toBe(bytes.length);
    expect([most, source.heldBytes]).toEqual([INFLATING_BYTES, 0]);
  }
  expect(begun).toBeGreaterThan(3);
});

test.each([
  ["is cut off", () => matrix().subarray(0, -100), "truncated-gzip"],
  ["ends with what is no row", () => matrix("G1100\tnone\n"), "ragged-row"],
])("a large gzip file that %s is refused as its bytes are", async (_, bytesOf, type) => {
  const bytes = bytesOf();
  const problem = (failure: unknown) => JSON.parse(JSON.stringify(failure));
  const alone = await score(memorySource(bytes, "bad.tsv.gz"), REQUEST).catch(problem);
  expect(alone).toMatchObject({ type: `/problems/${type}` });
  const path = stored("bad.tsv.gz", bytes);
  const source = await fileSource(path);
  expect(source.inflated).toBeDefined();
  expect(await score(source, REQUEST).catch(problem)).toEqual(alone);
  expect(source.heldBytes).toBe(0);
});

test("a plain file is hashed in a thread once there is enough to hash, and the digest is the same", async () => {
  const bytes = gunzipSync(matrix());
  const path = stored("large.tsv", bytes);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const first = await fileSource(path);
  expect([first.sha256, first.inflated]).toEqual([undefined, undefined]);
  expect((await score(first, REQUEST)).matrix.digest).toBe(digest);
  let source = first;
  for (let files = 1; source.sha256 === undefined && files < 100; files++) source = await fileSource(path);
  expect(source.sha256).toBeDefined();
  expect((await score(source, REQUEST)).matrix.digest).toBe(digest);
});
