/** HTML from templates: what is filled in is escaped, unless a template made it. */
import { escapeXml } from "../../../worker/results/figure/svg-pen.ts";
import { type Markup, markup } from "../../../worker/results/report/html.ts";

export type { Markup };

/** Nothing is left of `null` and `false`; lists are put one behind the other. */
export type Filling = string | number | null | false | Markup | readonly Filling[];

/** @example html`<p>${"1 < 2"}</p>`.markup // <p>1 &lt; 2</p> */
export function html(pieces: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  return markup(pieces.map((piece, at) => piece + (at < fillings.length ? filled(fillings[at]) : "")).join(""));
}

function filled(filling: Filling): string {
  if (filling === null || filling === false) return "";
  if (typeof filling === "string" || typeof filling === "number") return escapeXml(String(filling));
  return "markup" in filling ? filling.markup : filling.map(filled).join("");
}

/** Text in which backticks mark code. */
export function prose(text: string): Markup {
  return html`${text.split("`").map((piece, at) => (at % 2 === 0 ? piece : html`<code>${piece}</code>`))}`;
}

/** The pieces with `between` them. */
export function joined(pieces: readonly Filling[], between: Filling): Filling[] {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece]));
}
