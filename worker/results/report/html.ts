/** Pieces of HTML. Everything that comes from a matrix, a sheet or a catalogue passes {@link escapeXml}. */
import { escapeXml } from "../figure/svg-pen.ts";

/** Markup that was made here and is not escaped again. */
export interface Markup {
  readonly markup: string;
}

export type Cell = string | number | Markup;

/** Text that is markup already and is taken as it is. */
export const markup = (text: string): Markup => ({ markup: text });

/** A cell as markup; plain text is escaped. */
export function cellText(cell: Cell): string {
  return typeof cell === "object" ? cell.markup : escapeXml(String(cell));
}

/** A paragraph, of the style's class where one is named. */
export const paragraph = (text: Cell, style?: string) =>
  `<p${style === undefined ? "" : ` class="${style}"`}>${cellText(text)}</p>\n`;

/** The heading of a section. */
export const heading = (text: string) => `<h2>${escapeXml(text)}</h2>\n`;

/** A closed part of the page, opened without a script. */
export function* folded(title: string, inner: Iterable<string>): Generator<string> {
  yield `<details><summary>${escapeXml(title)}</summary>\n`;
  yield* inner;
  yield "</details>\n";
}

/** Columns of numbers are those of which the first row holds a number; the first column names the rows. */
export function* table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Generator<string> {
  yield `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(caption)}"><table><thead><tr>`;
  const style = (cell: Cell | undefined) => (typeof cell === "number" ? ' class="n"' : "");
  for (const [at, name] of head.entries()) yield `<th scope="col"${style(rows[0]?.[at])}>${escapeXml(name)}</th>`;
  yield "</tr></thead><tbody>\n";
  for (const row of rows) {
    const [first, ...others] = row;
    const cells = others.map((cell) => `<td${style(cell)}>${cellText(cell)}</td>`);
    yield `<tr><th scope="row">${cellText(first)}</th>${cells.join("")}</tr>\n`;
  }
  yield "</tbody></table></div>\n";
}

/** A list, or nothing where it would be empty. */
export function list(items: readonly string[], style?: string): string {
  if (items.length === 0) return "";
  const lines = items.map((item) => `<li>${escapeXml(item)}</li>`).join("\n");
  return `<ul${style === undefined ? "" : ` class="${style}"`}>${lines}</ul>\n`;
}

/** Names and values, one pair a line. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string {
  const lines = pairs.map(([name, value]) => `<dt>${escapeXml(name)}</dt><dd>${escapeXml(value)}</dd>`);
  return `<dl>${lines.join("\n")}</dl>\n`;
}
