/** Names what a file is when it is not a text matrix, so that the sender knows what to do. */
import { Problem } from "../../problem.ts";

const SIGNATURES: readonly (readonly [string, number[], string])[] = [
  ["a zip archive (an Excel workbook is one)", [0x50, 0x4b, 0x03, 0x04], "Export the sheet as tab-separated text."],
  ["an HDF5 file", [0x89, 0x48, 0x44, 0x46], "Export the matrix as tab-separated text."],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31], "Export the matrix as tab-separated text."],
  ["an Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "Export the matrix as tab-separated text."],
  ["an old Excel workbook", [0xd0, 0xcf, 0x11, 0xe0], "Export the sheet as tab-separated text."],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46], "Send the table behind it as tab-separated text."],
  ["bzip2-compressed", [0x42, 0x5a, 0x68], "Send it plain or as gzip."],
  ["xz-compressed", [0xfd, 0x37, 0x7a, 0x58, 0x5a], "Send it plain or as gzip."],
  ["zstd-compressed", [0x28, 0xb5, 0x2f, 0xfd], "Send it plain or as gzip."],
  ["an R data file", [0x52, 0x44, 0x58], 'Write the matrix with write.table(x, sep = "\\t", quote = FALSE).'],
  ["text in UTF-16", [0xff, 0xfe], "Save it as UTF-8."],
  ["text in UTF-16", [0xfe, 0xff], "Save it as UTF-8."],
];

/** @throws Problem `empty`, `not-a-matrix` */
export function rejectOtherFormats(head: Uint8Array): void {
  if (head.length === 0) throw new Problem("empty", "The matrix has no bytes.");
  const known = SIGNATURES.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  if (known !== undefined) {
    throw new Problem("not-a-matrix", `This is ${known[0]}, not a text matrix. ${known[2]}`, { found: known[0] });
  }
  const start = new TextDecoder().decode(head.subarray(0, 64)).trimStart();
  if (start.startsWith("<") || start.startsWith("{") || start.startsWith("[")) {
    const found = start.startsWith("<") ? "HTML or XML" : "JSON";
    throw new Problem("not-a-matrix", `This is ${found}, not a table of genes and samples.`, { found });
  }
  const zero = head.subarray(0, 4096).indexOf(0);
  if (zero >= 0) {
    const detail = `Byte ${zero + 1} is zero: this is binary data, not a text matrix. Send tab- or comma-separated text, or GCT.`;
    throw new Problem("not-a-matrix", detail, { found: "binary data" });
  }
}
