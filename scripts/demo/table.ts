/** The demo's result as a page of text. */

interface Called {
  readonly class: string;
  readonly percentile?: number | null;
}

/** The members of a result that the table shows. */
export interface DemoResult {
  readonly notice: string;
  readonly matrix: { readonly genes: number; readonly samples: number; readonly identifiers: string };
  readonly engine: { readonly path: string; readonly heldBytes: number };
  readonly signatures: readonly {
    readonly id: string;
    readonly present: number;
    readonly total: number;
    readonly reason: string | null;
  }[];
  readonly samples: readonly {
    readonly id: string;
    readonly scores: Readonly<Record<string, Readonly<Record<string, { readonly score: number | null }>>>>;
    readonly radiation: Called;
    readonly chemo: Called;
    readonly cross: string;
  }[];
}

export interface DemoRun {
  /** The Server-Timing header. */
  readonly times: string;
  readonly seconds: number;
  readonly file: string;
}

const SHOWN = 10;

export function demoTable({ notice, matrix, engine, signatures, samples }: DemoResult, run: DemoRun): string {
  const lines = [
    "",
    `${matrix.samples} patients with acute leukaemia (Chiaretti 2004), ${matrix.genes} genes by ${matrix.identifiers}.`,
    "Nobody here was irradiated: this shows the mechanics, not that a class is right.",
    "",
    "Classes",
    ...columns([
      ["", "sensitive", "intermediate", "resistant", "conflicting", "not-classifiable"],
      ["radiation", ...counts(samples.map(({ radiation }) => radiation.class))],
      ["chemo", ...counts(samples.map(({ chemo }) => chemo.class))],
    ]),
    `  resistant to both: ${samples.filter(({ cross }) => cross === "both").length}`,
    "",
    `First ${SHOWN} patients`,
    ...columns([
      ["patient", "RSI", "radiation", "chemo", "cross"],
      ...samples
        .slice(0, SHOWN)
        .map(({ id, scores, radiation, chemo, cross }) => [
          id,
          scores.rsi_eschrich2009?.["rank-linear"]?.score?.toFixed(3) ?? "-",
          radiation.class,
          chemo.class,
          cross,
        ]),
    ]),
    "",
    "Genes found of each signature",
    ...columns(signatures.map(({ id, present, total, reason }) => [id, `${present} of ${total}`, reason ?? ""])),
    "",
    `${run.seconds.toFixed(2)} s over HTTP from R2 on the ${engine.path} path, ${(engine.heldBytes / 1e6).toFixed(1)} MB held (${spent(run.times)}).`,
    `Full result: ${run.file}`,
    "",
    ...wrapped(notice),
    "",
  ];
  return lines.join("\n");
}

function counts(classes: readonly string[]): string[] {
  const names = ["sensitive", "intermediate", "resistant", "conflicting", "not-classifiable"];
  return names.map((name) => String(classes.filter((one) => one === name).length));
}

/** Rows of text, each column as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
}

/** "read;dur=12.3, rank;dur=4" as "read 12 ms, rank 4 ms". */
function spent(serverTiming: string): string {
  const stages = [...serverTiming.matchAll(/(\w+);dur=([\d.]+)/g)];
  return stages.map(([, stage, ms]) => `${stage} ${Math.round(Number(ms))} ms`).join(", ");
}

function wrapped(text: string, width = 100): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line.length + word.length < width) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
