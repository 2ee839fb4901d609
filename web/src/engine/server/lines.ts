/** An NDJSON answer that stays a Blob, which the browser may keep on disk, with the place of each line. */
export interface AnswerLines {
  readonly count: number;
  /** The bytes of a line without its line feed. */
  slice(line: number): Blob;
  text(line: number): Promise<string>;
  all(): AsyncGenerator<string>;
}

const LINE_FEED = 10;

export async function linesOf(answer: Blob): Promise<AnswerLines> {
  const starts = [0];
  let at = 0;
  for await (const piece of answer.stream()) {
    for (let index = piece.indexOf(LINE_FEED); index >= 0; index = piece.indexOf(LINE_FEED, index + 1)) {
      starts.push(at + index + 1);
    }
    at += piece.length;
  }
  const slice = (line: number) => answer.slice(starts[line], starts[line + 1] - 1);
  return {
    count: starts.length - 1,
    slice,
    text: (line) => slice(line).text(),
    all: () => textLines(answer),
  };
}

/** Lines of a text, each ended by a line feed. */
export async function* textLines(text: Blob): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of text.stream().pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
