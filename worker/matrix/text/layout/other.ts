/** Names what a file is when it is not a text matrix, so that the sender knows what to do. */
import { Problem } from "../../../problem.ts";

const EXPORT = "Export the matrix as tab-separated text.";
/** Binary files are read as they are; who comes here is packed into another file. */
const UNPACK = "Undo the gzip around it (gunzip), and send it as it is.";
const RECOMPRESS = "Send it plain or as gzip.";
const FROM_R = 'Write the matrix with write.table(x, sep = "\\t", quote = FALSE).';

/** What the first bytes say. Those that are letters alone go on until no header of gene or sample names would. */
const SIGNATURES: readonly (readonly [found: string, magic: readonly number[], remedy: string])[] = [
  ["a zip archive (an Excel workbook is one)", [0x50, 0x4b, 0x03, 0x04], "Export the sheet as tab-separated text."],
  ["an HDF5 file", [0x89, 0x48, 0x44, 0x46], UNPACK],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31, 0x15], UNPACK],
  ["an Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0x00], UNPACK],
  ["an old Excel workbook", [0xd0, 0xcf, 0x11, 0xe0], "Export the sheet as tab-separated text."],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46, 0x2d], "Send the table behind it as tab-separated text."],
  ["compressed by bzip2", [0x42, 0x5a, 0x68], RECOMPRESS],
  ["compressed by xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a], RECOMPRESS],
  ["compressed by zstd", [0x28, 0xb5, 0x2f, 0xfd], RECOMPRESS],
  ["compressed twice by gzip", [0x1f, 0x8b], "Undo one of the two."],
  ["an R workspace", [0x52, 0x44, 0x58, 0x32, 0x0a], FROM_R],
  ["an R workspace", [0x52, 0x44, 0x58, 0x33, 0x0a], FROM_R],
  ["an R object (saveRDS)", [0x58, 0x0a, 0x00], FROM_R],
  ["text in UTF-16", [0xff, 0xfe], "Save it as UTF-8."],
  ["text in UTF-16", [0xfe, 0xff], "Save it as UTF-8."],
];

/** Where tar has its mark: POSIX.1-2017, pax, "ustar Interchange Format". */
const TAR_MARK = { at: 257, text: "ustar" } as const;

/** @throws Problem `empty`, `not-a-matrix` */
export function rejectOtherFormats(head: Uint8Array): void {
  if (head.length === 0) throw new Problem("empty", "The matrix has no bytes.");
  const known = SIGNATURES.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  if (known !== undefined) throw other(known[0], known[2]);
  if (ascii(head.subarray(TAR_MARK.at, TAR_MARK.at + TAR_MARK.text.length)) === TAR_MARK.text) {
    throw other("a tar archive", "Unpack it, and send the matrix by itself.");
  }
  const start = ascii(head.subarray(0, 64)).trimStart();
  if (start.startsWith("<"))
    throw other("HTML or XML", "Is it the error page of a server that should have sent the matrix?");
  if (start.startsWith("{") || start.startsWith("[")) throw other("JSON", EXPORT);
  const zero = head.subarray(0, 4096).indexOf(0);
  if (zero < 0) return;
  // Every other byte of Latin text in UTF-16 is zero.
  if (zero < 2 && head[zero + 2] === 0 && head[1 - zero] !== 0) throw other("text in UTF-16", "Save it as UTF-8.");
  const detail = `Byte ${zero + 1} is zero: this is binary data, not a text matrix. Send tab- or comma-separated text, or GCT.`;
  throw new Problem("not-a-matrix", detail, { found: "binary data" });
}

const ascii = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function other(found: string, remedy: string): Problem {
  return new Problem("not-a-matrix", `This is ${found}, not a text matrix. ${remedy}`, { found });
}
