import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { inflateBeside } from "../../scripts/node/beside/inflate.ts";
import { Problem } from "../../worker/problem.ts";
import { platform } from "../../worker/storage/platform.ts";

const TEXT = Array.from({ length: 20_000 }, (_, row) => `GENE${row}\t${row % 7}\t${(row * 37) % 1001}`).join("\n");
const plain = new TextEncoder().encode(TEXT);

const FOLDER = mkdtempSync(join(tmpdir(), "crossresist-gunzip-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

async function text(inflated: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const piece of inflated) all += decoder.decode(piece, { stream: true });
  return all + decoder.decode();
}

function inflate(...pieces: Uint8Array[]): Promise<string> {
  const given = async function* () {
    yield* pieces;
  };
  return text(platform.gunzip(given()));
}

function fileOf(...pieces: Uint8Array[]): string {
  const path = join(FOLDER, "file.gz");
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

const untold = () => undefined;
const inflateFile = (...pieces: Uint8Array[]) => text(inflateBeside(fileOf(...pieces), untold));

/** Members of at most `size` bytes each, as bgzip writes them. */
function members(size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(plain.length / size) }, (_, at) =>
    gzipSync(plain.slice(at * size, (at + 1) * size)),
  );
}

describe.each([
  ["gunzip", inflate],
  ["gunzip of a file by a thread", inflateFile],
])("%s", (_, inflate) => {
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

describe("gunzip", () => {
  it("passes on what the compressed bytes fail with", async () => {
    const problem = new Problem("body-too-large", "too large");
    const failing = (async function* () {
      yield gzipSync(plain).subarray(0, 20);
      throw problem;
    })();
    await expect(text(platform.gunzip(failing))).rejects.toBe(problem);
  });

  it("fills its input again as soon as it asks for more", async () => {
    const bytes = Buffer.concat(members(65_280));
    const memory = new Uint8Array(1_000);
    const reused = (async function* () {
      for (let at = 0; at < bytes.length; at += memory.length) {
        const piece = bytes.subarray(at, at + memory.length);
        memory.set(piece);
        yield memory.subarray(0, piece.length);
      }
    })();
    expect(await text(platform.gunzip(reused))).toBe(TEXT);
  });

  it("stops reading when nobody listens any more", async () => {
    let taken = 0;
    let isClosed = false;
    const endless = (async function* () {
      try {
        for (;;) {
          taken++;
          yield gzipSync(plain);
        }
      } finally {
        isClosed = true;
      }
    })();
    for await (const _ of platform.gunzip(endless)) break;
    await expect.poll(() => isClosed).toBe(true);
    expect(taken).toBeLessThan(10);
  });
});

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

  it("fails as the system does where there is no file", async () => {
    await expect(bytes(join(FOLDER, "gone.gz"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("sha256", () => {
  it('hashes piece by piece (FIPS 180-2, appendix B.1: "abc")', () => {
    const hash = platform.sha256();
    for (const piece of ["a", "bc"]) hash.update(new TextEncoder().encode(piece));
    expect(hash.hex()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
