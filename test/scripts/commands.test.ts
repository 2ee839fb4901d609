/** The commands as a shell runs them: standard output, standard error, exit status. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { findSignature } from "../../worker/catalogue/index.ts";
import { crosstalkSignatures } from "../../worker/engine/crosstalk/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";

/** Every run starts a process of its own, which takes a while on a busy machine. */
const PATIENCE = { timeout: 60_000 };

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
const GENES = panelGenes(crosstalkSignatures(findSignature));

/** Three subjects, each before and twice after a treatment that raises every p53 target. */
const SAMPLES = Array.from({ length: 9 }, (_, at) => ({
  name: `S${at + 1}`,
  subject: `P${Math.floor(at / 3)}`,
  treated: at % 3 > 0,
}));
const RAISED = new Set(findSignature("msigdb_hallmark_p53_pathway").genes.map(({ symbol }) => symbol));

beforeAll(async () => {
  // Builds the kernel where it is not built yet, so that the commands need not.
  await nodeRanker("wasm");
  const rows = GENES.map((gene, at) =>
    [
      gene,
      ...SAMPLES.map(
        ({ treated }, sample) => ((at * 7919 + sample * 31) % 1009) + (treated && RAISED.has(gene) ? 500 : 0),
      ),
    ].join("\t"),
  );
  file("expr.tsv", `${["gene", ...SAMPLES.map(({ name }) => name)].join("\t")}\n${rows.join("\n")}\n`);
  const lines = SAMPLES.map(({ name, subject, treated }) => `${name}\t${subject}\t${treated ? "RT" : "none"}`);
  file("sheet.tsv", `sample\tsubject\ttreatment\n${lines.join("\n")}\n`);
  file("stray.tsv", "sample\tsubject\ttreatment\nS99\tP1\tRT\n");
  file("shen.json", JSON.stringify({ id: "shen2022_11gene", genes: GENES.slice(0, 11) }));
  file("rsi.json", JSON.stringify({ id: "rsi_eschrich2009", genes: GENES.slice(0, 10) }));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function run(script: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, script), ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run crosstalk", PATIENCE, () => {
  it("prints what the treatment shifted as JSON", () => {
    const { status, stdout } = run("scripts/crosstalk.ts", "expr.tsv", "sheet.tsv");
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    const p53 = report.programmes.find(({ id }: { id: string }) => id === "msigdb_hallmark_p53_pathway");
    expect(Object.keys(p53)).toEqual(
      expect.arrayContaining(["id", "modality", "n", "subjects", "shift", "interval", "p", "q", "smallestP"]),
    );
    expect(p53).toMatchObject({ modality: "RT", n: 9, subjects: 3, p: 1 / 27, smallestP: 1 / 27 });
    expect(p53.shift).toBeGreaterThan(0.1);
    expect(report).toMatchObject({ reading: { class: expect.any(String), rule: expect.any(String) }, sharing: [] });
  });

  it("exits 1 with the problem where the sheet does not fit, 2 with the usage where the command does not", () => {
    const stray = run("scripts/crosstalk.ts", "expr.tsv", "stray.tsv");
    expect([stray.status, JSON.parse(stray.stderr)]).toMatchObject([1, { type: "/problems/bad-sheet", line: 2 }]);
    for (const words of [["expr.tsv"], ["expr.tsv", "sheet.tsv", "--seed", "x"], ["expr.tsv", "none.tsv"]]) {
      const { status, stderr } = run("scripts/crosstalk.ts", ...words);
      expect(status, words.join(" ")).toBe(2);
      expect(stderr).toContain("Usage:");
    }
  });
});

describe("npm run score -- --own", PATIENCE, () => {
  it("scores a signature whose genes are not open from the genes that the sender has, under its citation", () => {
    const { status, stdout } = run("scripts/score.ts", "expr.tsv", "--own", "shen.json", "--quiet");
    expect(status).toBe(0);
    const { signatures, samples } = JSON.parse(stdout);
    expect(signatures).toMatchObject([{ id: "shen2022_11gene", present: 11, citation: "Shen 2022" }]);
    expect(samples[0].scores.shen2022_11gene.singscore.score).toBeTypeOf("number");
    expect(samples[0]).not.toHaveProperty("radiation");
  });

  it("does not let other genes pass for a published signature", () => {
    const { status, stderr } = run("scripts/score.ts", "expr.tsv", "--own", "rsi.json", "--quiet");
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('"rsi_eschrich2009" is a signature of the catalogue'),
    ]);
  });
});
