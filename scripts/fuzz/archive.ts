/** Zip and tar archives written by hand, so that every field of them may lie. */
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { HARMS, type Harm, harmed, joined } from "./harm.ts";

/** A file of an archive, and what is said of it beside its bytes. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Instead of the real number of bytes. */
  readonly announced?: number;
  /** The letter of a tar entry: `0` file, `1` and `2` links, `5` folder, `L` and `x` names of the file behind. */
  readonly kind?: string;
  /** Method of compression of a zip entry: 0 stored, 8 deflated, others nobody knows. */
  readonly method?: number;
  /** General purpose bits of a zip entry: 1 encrypted, 8 sizes behind the data. */
  readonly flags?: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zipOf(files: readonly ArchiveFile[]): Uint8Array<ArrayBuffer> {
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes, announced = bytes.length, method = 8, flags = 0 } of files) {
    const stored = method === 8 ? deflateRawSync(bytes) : bytes;
    const name = utf8(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(announced >>> 0, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = joined(utf8("PK\u0003\u0004"), common, name, stored);
    body.push(local);
    directory.push(joined(utf8("PK\u0001\u0002"), Uint8Array.of(20, 3), common, place, name));
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    8,
  );
  end.writeUInt32LE(offset, 12);
  return joined(...body, ...directory, utf8("PK\u0005\u0006"), end);
}

const BLOCK = 512;

/** POSIX.1-2017, pax, "ustar Interchange Format". */
export function tarOf(files: readonly ArchiveFile[]): Uint8Array<ArrayBuffer> {
  const blocks = files.flatMap(({ path, bytes, announced = bytes.length, kind = "0" }) => {
    const header = Buffer.alloc(BLOCK);
    header.write(path.slice(0, 100), 0, 100);
    header.write("0000644\0", 100);
    // What no octal number can say is said in base 256, as GNU does.
    if (announced >= 0 && announced < 8 ** 11) header.write(announced.toString(8).padStart(11, "0"), 124);
    else
      header.writeBigInt64BE(BigInt(announced), 128).valueOf() && header.writeUInt8(announced < 0 ? 0xff : 0x80, 124);
    header.write("        ", 148);
    header.write(kind, 156);
    header.write("ustar\0", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return joined(...blocks, new Uint8Array(2 * BLOCK));
}

const PATHS = [
  ..."../matrix.mtx a/../../b /etc/passwd C:\\x ..\\x ./matrix.mtx . .. __proto__ constructor matrix.mtx genes.tsv".split(
    " ",
  ),
  ...[
    "",
    "/",
    "a//b",
    "a/",
    "x".repeat(300),
    "\u202egpj",
    "zarr.json",
    ".zgroup",
    "xl/workbook.xml",
    "a\0b",
    "\ud83d\ude00",
  ],
];

const SIZES = [0, 1, 511, 512, 2 ** 31, 2 ** 32 - 1, 2 ** 40, -1];

/** What is done to one file of an archive. */
const lie = fc.oneof(
  fc.record({ path: fc.constantFrom(...PATHS) }),
  fc.record({ announced: fc.constantFrom(...SIZES) }),
  fc.record({ kind: fc.constantFrom(..."012567Lxg\0KS") }),
  fc.record({ method: fc.constantFrom(0, 1, 8, 9, 12, 93, 99), flags: fc.constantFrom(0, 1, 8, 0x800) }),
  fc.record({ harms: HARMS }),
);

export interface Packed {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** An archive of `files` that lies about some of them, perhaps with damage to the whole. */
export function archiveCases(files: ReadonlyMap<string, Uint8Array>): fc.Arbitrary<Packed> {
  const honest = [...files].map(([path, bytes]): ArchiveFile => ({ path, bytes }));
  const lies = fc.array(fc.tuple(fc.nat(honest.length - 1), lie, fc.boolean()), { minLength: 1, maxLength: 3 });
  const damage = fc.oneof({ weight: 2, arbitrary: fc.constant<readonly Harm[]>([]) }, { weight: 1, arbitrary: HARMS });
  return fc.tuple(lies, damage, fc.constantFrom("zip", "tar", "tar.gz")).map(([told, harms, name]) => {
    const packed = [...honest];
    for (const [at, lie, twice] of told) {
      const { harms: inner = [], ...fields } = lie as Partial<ArchiveFile> & { harms?: readonly Harm[] };
      const liar = { ...packed[at], ...fields, bytes: harmed(packed[at].bytes, inner) };
      if (twice) packed.push(liar);
      else packed[at] = liar;
    }
    const whole = harmed(name === "zip" ? zipOf(packed) : tarOf(packed), harms);
    return { name: `case.${name}`, bytes: name === "tar.gz" ? new Uint8Array(gzipSync(whole, { level: 1 })) : whole };
  });
}
