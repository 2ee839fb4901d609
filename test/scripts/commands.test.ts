/** The commands as a shell runs them: standard output, standard error, exit status. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { findSignature } from "../../worker/catalogue/index.ts";
import { crosstalkSignatures } from "../../worker/engine/crosstalk/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";

/** Every run starts a process of its own, which takes a while on a busy machine. */
const PATIENCE = { timeout: 60_000 };

const COMMAND = join(import.meta.dirname, "../../scripts/library/crossresist.mjs");
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

function run(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    encoding: "utf8",
    input: readFileSync(join(folder, "expr.tsv")),
  });
  return { status, stdout, stderr };
}

describe("crossresist crosstalk", PATIENCE, () => {
  it("prints what the treatment shifted as JSON", () => {
    const { status, stdout } = run("crosstalk", "expr.tsv", "sheet.tsv");
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
    const stray = run("crosstalk", "expr.tsv", "stray.tsv");
    expect([stray.status, JSON.parse(stray.stderr)]).toMatchObject([1, { type: "/problems/bad-sheet", line: 2 }]);
    for (const words of [["expr.tsv"], ["expr.tsv", "sheet.tsv", "--seed", "x"], ["expr.tsv", "none.tsv"]]) {
      const { status, stderr } = run("crosstalk", ...words);
      expect(status, words.join(" ")).toBe(2);
      expect(stderr).toContain("Usage:");
    }
  });
});

describe("crossresist score --own", PATIENCE, () => {
  it("scores a signature whose genes are not open from the genes that the sender has, under its citation", () => {
    const { status, stdout } = run("score", "expr.tsv", "--own", "shen.json", "--quiet");
    expect(status).toBe(0);
    const { signatures, samples } = JSON.parse(stdout);
    expect(signatures).toMatchObject([{ id: "shen2022_11gene", present: 11, citation: "Shen 2022" }]);
    expect(samples[0].scores.shen2022_11gene.singscore.score).toBeTypeOf("number");
    expect(samples[0]).not.toHaveProperty("radiation");
  });

  it("does not let other genes pass for a published signature", () => {
    const { status, stderr } = run("score", "expr.tsv", "--own", "rsi.json", "--quiet");
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('"rsi_eschrich2009" is a signature of the catalogue'),
    ]);
  });
});

describe("crossresist", PATIENCE, () => {
  it("names its commands, and of each what it takes", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["score", "crosstalk", "convert", "signatures", "serve"]));
    for (const name of names) {
      const help = run(name, "--help");
      expect([help.status, help.stdout], name).toEqual([0, expect.stringMatching(`^Usage: crossresist ${name} `)]);
      expect(help.stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
    }
  });

  it.each([
    [["scroe"], 'There is no command "scroe". Did you mean score'],
    [["score", "expr.tsv", "--signatrues", "a"], "There is no option --signatrues. Did you mean --signatures?"],
    [["score", "expr.tsv", "--accept", "cvs"], "Did you mean csv?"],
    [["score", "expr.tsv", "--signatures", "rsi_eschrich2099"], "Did you mean rsi_eschrich2009"],
    [["score", "expr.tsv", "--methods", "singscor"], "Did you mean singscore?"],
    [["score", "expr.tsv", "--set", "singscore.tie=average"], "Did you mean singscore.ties?"],
    [["signatures", "hypoxia_bufa2010"], "Did you mean hypoxia_buffa2010"],
    [["score", "expr.tsv", "--duplicates", "frist"], "Did you mean first?"],
    [["token", "me", "--scopes", "scroe", "--whole"], "Did you mean score?"],
    [["score", "-", "--sheet", "-"], "Only one of the files can be standard input"],
    [["score", "lost.tsv"], "lost.tsv cannot be read: there is no such file or folder."],
  ])("%j is bad usage and is told so", (words, told) => {
    const { status, stdout, stderr } = run(...words);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(told);
    expect(stderr).toContain("Usage: crossresist");
  });

  it("takes - for standard input, and writes the same bytes to a file as to standard output", () => {
    const fromFile = run("score", "expr.tsv", "--accept", "csv");
    const piped = run("score", "-", "--accept", "csv", "--out", "piped.csv");
    expect([fromFile.status, piped.status, piped.stdout]).toEqual([0, 0, ""]);
    expect(readFileSync(join(folder, "piped.csv"), "utf8")).toBe(fromFile.stdout);
  });

  it("colours nothing and shows no progress where nobody looks", () => {
    const { stdout, stderr } = run("signatures", "rsi_eschrich2009");
    expect(stdout + stderr).not.toContain("\u001b");
    expect(stdout).toContain("Radiosensitivity index");
  });
});
