/**
 * test/fixtures/formats/manifest.json: which matrix each fixture holds, and the digest of the scores that follow. Node, workerd and
 * browsers are all held to it. No file is opened here, so that it works in each of them.
 */
export interface Manifest {
  /** Columns of the CSV that the digest is of; the first is the sample. */
  readonly columns: readonly string[];
  /** By the text that holds the matrix: the digest of its scores. */
  readonly matrices: Readonly<Record<string, string>>;
  /** By fixture: the text that holds the same matrix, and the layer to ask for. */
  readonly files: Readonly<Record<string, { readonly matrix: string; readonly layer?: string }>>;
}

/**
 * The digest of the scores of a result, which must not depend on the format of the matrix nor on where it was scored.
 *
 * @param csv answer to a request that asks for nothing but the layer
 */
export async function scoresDigest(csv: string, columns: readonly string[]): Promise<string> {
  const rows = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const places = columns.map((column) => rows[0].indexOf(column));
  if (places.includes(-1)) throw new Error(`the result lacks one of ${columns.join(", ")}: ${csv.slice(0, 500)}`);
  const text = rows.map((cells) => places.map((at) => cells[at]).join(",")).join("\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
