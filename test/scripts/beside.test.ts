/** What a thread does beside the work on a file. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { hashBeside } from "../../scripts/node/beside/digest.ts";
import { inflateBeside } from "../../scripts/node/beside/inflate.ts";
import { describeGunzip, plain, TEXT, textOf } from "../storage/gunzip-cases.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "crossresist-beside-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function fileOf(...pieces: Uint8Array[]): string {
  const path = join(FOLDER, "file.gz");
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

const untold = () => undefined;
const inflateFile = (...pieces: Uint8Array[]) => textOf(inflateBeside(fileOf(...pieces), untold));

describeGunzip("gunzip of a file by a thread", inflateFile);

describe("a thread that inflates", () => {
  /** More than the memory that the thread is given, and not to be compressed. */
  const large = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * at) >> 7);
  const packed = gzipSync(large, { level: 0 });

  async function bytes(path: string, onStored: (bytes: number) => void = untold): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of inflateBeside(path, onStored)) pieces.push(piece.slice());
    return Buffer.concat(pieces);
  }

  it("tells of every stored byte", async () => {
    let stored = 0;
    const count = (bytes: number) => {
      stored += bytes;
    };
    const path = fileOf(packed, new Uint8Array(1_000_000));
    expect((await bytes(path, count)).equals(large)).toBe(true);
    expect(stored).toBe(packed.length + 1_000_000);
  });

  it("fills a piece again once the next one is asked for", async () => {
    const inflated = inflateBeside(fileOf(packed), untold);
    const { value: first } = await inflated.next();
    expect(first?.length).toBeGreaterThan(0);
    await inflated.next();
    expect(first?.length).toBe(0);
    await inflated.return();
  });

  it("reads several files at a time, and goes on after who leaves and after damage", async () => {
    const path = fileOf(packed);
    for await (const _ of inflateBeside(path, untold)) break;
    const whole = await Promise.all([bytes(path), bytes(path), bytes(path)]);
    expect(whole.map((one) => one.equals(large))).toEqual([true, true, true]);
    await expect(inflateFile(packed.subarray(0, 5_000_000))).rejects.toMatchObject({ type: "truncated-gzip" });
    await expect(inflateFile(gzipSync(plain))).resolves.toBe(TEXT);
  });

  it("hashes meanwhile", async () => {
    const path = fileOf(packed);
    const [hex, inflated] = await Promise.all([hashBeside(path), bytes(path)]);
    expect(hex).toBe(createHash("sha256").update(packed).digest("hex"));
    expect(inflated.equals(large)).toBe(true);
  });

  it("fails as the system does where there is no file", async () => {
    const path = join(FOLDER, "gone.gz");
    await expect(bytes(path)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(hashBeside(path)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
