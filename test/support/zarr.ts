/** Parts of Zarr stores that tests write by hand. */

/** Names as numcodecs' `vlen-utf8` has them: how many, then the length and the bytes of each. */
export function variableStrings(names: readonly string[]): Uint8Array<ArrayBuffer> {
  const cells = names.map((name) => new TextEncoder().encode(name));
  const bytes = new Uint8Array(4 + cells.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, cells.length, true);
  let at = 4;
  for (const cell of cells) {
    view.setUint32(at, cell.length, true);
    bytes.set(cell, at + 4);
    at += 4 + cell.length;
  }
  return bytes;
}
