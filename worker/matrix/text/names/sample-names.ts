/** What samples may be called. */
import { LIMITS } from "../../../limits.ts";
import { Problem } from "../../../problem.ts";
import type { Place } from "../cell.ts";

const CONTROL = /\p{Cc}/u;

/**
 * @param placeOf place of the i-th name
 * @throws Problem `duplicate-samples`, `bad-name`
 */
export function checkSampleNames(names: readonly string[], placeOf: (i: number) => Place): void {
  const first = new Map<string, number>();
  names.forEach((name, i) => {
    const fault = faultOf(name);
    if (fault !== null) {
      const { line, column } = placeOf(i);
      const expected = `1 to ${LIMITS.nameLength} characters, none of them a control character`;
      throw new Problem("bad-name", `Line ${line}, column ${column}: ${fault}`, { line, column, text: name, expected });
    }
    const before = first.get(name);
    if (before !== undefined) {
      const [one, other] = [placeOf(before), placeOf(i)];
      const where = one.line === other.line ? "columns" : "lines";
      const [a, b] = one.line === other.line ? [one.column, other.column] : [one.line, other.line];
      const detail = `Two samples are named "${name.slice(0, 80)}" (${where} ${a} and ${b}). Give each sample a name of its own.`;
      throw new Problem("duplicate-samples", detail, { ...other, text: name, expected: "a different name" });
    }
    first.set(name, i);
  });
}

/** What is wrong with a sample's name, or null. */
export function faultOf(name: string): string | null {
  if (name === "") return "the sample has no name. Is there an empty column or row?";
  if (name.length > LIMITS.nameLength) {
    return `the sample name has ${name.length} characters; the limit is ${LIMITS.nameLength}.`;
  }
  return CONTROL.test(name) ? `the sample name ${JSON.stringify(name.slice(0, 80))} holds a control character.` : null;
}
