/** Fenced blocks of a Markdown page: what is run, and what is printed there. */
export interface Block {
  /** Line of the page, from 1, where the fence opens. */
  readonly line: number;
  readonly language: Language;
  readonly text: string;
  /** Why it is not run, where a comment `<!-- not run: … -->` stands before it. */
  readonly skipped?: string;
  /** The block below it, if that is output. */
  readonly printed?: string;
}

/** Languages whose blocks are run. */
export const LANGUAGES = ["sh", "python", "r", "js", "ts"] as const;
export type Language = (typeof LANGUAGES)[number];

const OUTPUT = ["text", "csv", "json"];
const FENCE = /(?:<!-- not run: ([^>]*?) -->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm;
/** What a page shows in an indented block would be seen by nobody but its reader. */
const INDENTED = /^(?: {4,}|\t)(?:\w+=\S+ )*(?:npm|npx|node|curl|git|go|python3?|Rscript|wrangler|crossresist)\b.*$/gm;

/** The blocks that are commands, in order, each with what the page says it prints. */
export function commandsOf(page: string): Block[] {
  const found = [...page.matchAll(FENCE)].map((match) => {
    const [whole, skipped, language, text] = match;
    const line = page.slice(0, match.index + whole.indexOf("```")).split("\n").length;
    return { line, language, text, skipped };
  });
  return found.flatMap(({ language, ...block }, at) => {
    const known = LANGUAGES.find((name) => name === language);
    if (known === undefined) return [];
    const next = found[at + 1];
    const printed = next !== undefined && OUTPUT.includes(next.language) ? { printed: next.text } : {};
    return [{ ...block, ...printed, language: known }];
  });
}

/** Commands that stand outside a fence, so that they would not be run. */
export function unfenced(page: string): string[] {
  return page.replace(FENCE, "").match(INDENTED) ?? [];
}

/** Lines that should have been printed, one after the other, and were not; `…` stands for any lines between. */
export function missingLines(printed: string, output: string): string[] {
  const lines = output.split("\n").map((line) => line.trimEnd());
  let from = 0;
  return printed.split("\n").filter((line) => {
    if (line.trim() === "" || line.trim() === "…") return false;
    const at = lines.indexOf(line.trimEnd(), from);
    if (at < 0) return true;
    from = at + 1;
    return false;
  });
}
