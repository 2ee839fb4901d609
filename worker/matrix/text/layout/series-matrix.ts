/**
 * GEO's series matrix: a table between `!series_matrix_table_begin` and `!series_matrix_table_end`, and before it lines on the
 * series and its samples, all of which begin with "!". Source: NCBI GEO, "Series Matrix file format".
 */

const LINE_FEED = 10;
const MARK = 33;

/**
 * The same lines, those that begin with "!" empty: the table keeps its line numbers. Text that does not begin with "!" passes
 * untouched.
 */
export async function* withoutSeriesLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let isSeries: boolean | null = null;
  let atStart = true;
  let inSeriesLine = false;
  for await (const piece of pieces) {
    isSeries ??= piece[0] === MARK;
    if (!isSeries) {
      yield piece;
      continue;
    }
    const kept = new Uint8Array(piece.length);
    let filled = 0;
    for (let from = 0; from < piece.length; ) {
      if (atStart) inSeriesLine = piece[from] === MARK;
      const feed = piece.indexOf(LINE_FEED, from);
      const to = feed < 0 ? piece.length : feed + 1;
      atStart = feed >= 0;
      const line = inSeriesLine ? piece.subarray(atStart ? feed : to, to) : piece.subarray(from, to);
      kept.set(line, filled);
      filled += line.length;
      from = to;
    }
    if (filled > 0) yield kept.subarray(0, filled);
  }
}
