/** Reads as much of a text matrix as it takes to see how it is laid out. */
import type { IdentifierIndex } from "../../../catalogue/identifiers.ts";
import { LIMITS } from "../../../limits.ts";
import { Problem } from "../../../problem.ts";
import type { MatrixSource, Platform } from "../../source.ts";
import { collect, readBytes } from "../../stream/bytes.ts";
import { HEAD_BYTES } from "./head.ts";
import { recogniseText, type TextLayout } from "./layout.ts";

/** Looks at the beginning of a text matrix, further where its lines are long. @throws Problem of its many mistakes */
export async function recognise(
  source: MatrixSource,
  platform: Platform,
  gzip: boolean,
  index: IdentifierIndex,
  panel: number,
): Promise<TextLayout> {
  for (let least = HEAD_BYTES; ; least *= 4) {
    const head = await collect(readBytes(source, platform, gzip), least);
    const whole = head.length < least;
    // Cut to length: what is recognised must not depend on the size of the pieces.
    const layout = recogniseText(head.subarray(0, least), whole, index, panel);
    if (layout !== null) return layout;
    if (least > 2 * LIMITS.lineBytes) {
      const detail = `The first ${least} bytes hold no complete row. Is this a text matrix with line feeds?`;
      throw new Problem("line-too-long", detail, { line: 1, limit: LIMITS.lineBytes });
    }
  }
}
