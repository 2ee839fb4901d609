/** Cells of a line of delimited text, with quotes as RFC 4180 has them. */

const QUOTE = '"';

/**
 * Splits a line (without its line feed) into cells; quotes around a cell are removed, doubled ones inside are halved.
 *
 * @param most cells that are looked at
 */
export function splitCells(line: string, delimiter: string, most = Number.POSITIVE_INFINITY): string[] {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!text.includes(QUOTE)) return text.split(delimiter, Math.min(most, text.length + 1));
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === QUOTE) {
      let end = at + 1;
      while (end < text.length && (text[end] !== QUOTE || text[end + 1] === QUOTE)) end += text[end] === QUOTE ? 2 : 1;
      const close = text.indexOf(delimiter, end);
      const stop = close < 0 ? text.length : close;
      cells.push(text.slice(at + 1, end).replaceAll('""', QUOTE) + text.slice(end + 1, stop));
      at = stop;
    } else {
      const close = text.indexOf(delimiter, at);
      const stop = close < 0 ? text.length : close;
      cells.push(text.slice(at, stop));
      at = stop;
    }
    if (at >= text.length || cells.length >= most) return cells;
    at++;
  }
}

/** Number of cells of a line. */
export function cellCount(line: string, delimiter: string): number {
  if (line.includes(QUOTE)) return splitCells(line, delimiter).length;
  let cells = 1;
  for (let at = line.indexOf(delimiter); at >= 0; at = line.indexOf(delimiter, at + 1)) cells++;
  return cells;
}

/** The last cell of a line. */
export function lastCell(line: string, delimiter: string): string {
  if (line.includes(QUOTE)) return splitCells(line, delimiter).at(-1) ?? "";
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf(delimiter) + 1);
}

/** The separator of a header line: the first of tab, comma, semicolon and space that occurs outside quotes. */
export function delimiterOf(header: string): string | null {
  const bare = header.replaceAll(/"[^"]*"/g, "");
  return ["\t", ",", ";", " "].find((delimiter) => bare.includes(delimiter)) ?? null;
}
