/** In which representation a result is answered. */
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Accept } from "hono/utils/accept";
import { Problem } from "../../problem.ts";
import { FORMAT_NAMES, type FormatName, RESULT_FORMATS } from "../../results/index.ts";

const MEDIA_TYPES: string[] = FORMAT_NAMES.map((name) => RESULT_FORMATS[name].mediaType);
const NONE = "";

/**
 * The format that `Accept` prefers.
 *
 * @throws Problem `not-acceptable` naming what there is
 */
export function negotiate(c: Context): FormatName {
  const type = accepts(c, {
    header: "Accept",
    supports: MEDIA_TYPES,
    default: RESULT_FORMATS.json.mediaType,
    match: mostWanted,
  });
  const format = FORMAT_NAMES.find((name) => RESULT_FORMATS[name].mediaType === type);
  if (format !== undefined) return format;
  const expected = MEDIA_TYPES.join(", ");
  throw new Problem("not-acceptable", `A result can be had as ${expected}.`, { expected });
}

/**
 * RFC 9110, section 12.5.1: the weight of a type is that of the most specific range that covers it, and 0 excludes it.
 * Among equal weights the more specific range wins, then our own order. Hono's default match does not tell `*\/*` from no match.
 */
function mostWanted(ranges: Accept[], { supports }: { supports: string[] }): string {
  let best = { type: NONE, q: 0, specificity: -1 };
  for (const type of supports) {
    const covering = ranges.filter((range) => covers(range.type.toLowerCase(), type));
    const specificity = Math.max(...covering.map(specificityOf));
    const q = covering.find((range) => specificityOf(range) === specificity)?.q ?? 0;
    if (q > best.q || (q === best.q && q > 0 && specificity > best.specificity)) best = { type, q, specificity };
  }
  return best.type;
}

function covers(range: string, type: string): boolean {
  return range === "*/*" || range === type || (range.endsWith("/*") && type.startsWith(range.slice(0, -1)));
}

function specificityOf({ type }: Accept): number {
  if (type === "*/*") return 0;
  return type.endsWith("/*") ? 1 : 2;
}
