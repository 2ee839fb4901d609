/** Fenced blocks of a Markdown page: what is run, and what is printed there. */
export interface Block {
  /** Line of the page, from 1, where the fence opens. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Why it is not run, where a comment `<!-- not run: … -->` stands before it. */
  readonly skipped?: string;
  /** The block below it, if that is output. */
  readonly printed?: string;
}

const RUN = ["sh", "python", "r"];
const OUTPUT = ["text", "csv", "json"];
const FENCE = /(?:<!-- not run: ([^>]*?) -->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm;

/** The blocks that are commands, in order, each with what the page says it prints. */
export function commandsOf(page: string): Block[] {
  const found = [...page.matchAll(FENCE)].map((match) => {
    const [whole, skipped, language, text] = match;
    const line = page.slice(0, match.index + whole.indexOf("```")).split("\n").length;
    return { line, language, text, skipped };
  });
  return found.flatMap((block, at) => {
    if (!RUN.includes(block.language)) return [];
    const next = found[at + 1];
    return [next !== undefined && OUTPUT.includes(next.language) ? { ...block, printed: next.text } : block];
  });
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
