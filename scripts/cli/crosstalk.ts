/** `crossresist crosstalk`: what each treatment shifted within subjects, as JSON. */
import { totalmem } from "node:os";
import { crosstalkMatrix } from "../../worker/crosstalk.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { parseSheet } from "../../worker/engine/sheet.ts";
import { parseCrosstalk } from "../../worker/request/crosstalk.ts";
import { nodePlatform as platform } from "../../worker/storage/node.ts";
import { nodeRanker } from "../node/kernel.ts";
import { defineCommand, given, Usage, withUsage } from "./command.ts";
import { checkInputs, openMatrix, outputTo, readText } from "./files.ts";
import { progress } from "./progress.ts";
import { warn } from "./terminal.ts";

export default defineCommand({
  name: "crosstalk",
  synopsis: "MATRIX SHEET [options]",
  about: `Compares treated with untreated samples of the same subjects. The sheet (TSV or CSV) names for each sample its
subject and treatment (none, RT, CT or CRT), and day and dose where they are known. The result is JSON. Either
file may be - for standard input.`,
  options: {
    duplicates: { type: "string", value: "POLICY", about: "error, first, mean or max, for genes on several rows" },
    engine: { type: "string", value: "PATH", about: "wasm or typescript" },
    seed: { type: "string", value: "N", about: "of the permutations, where there are too many to look at each" },
    out: { type: "string", value: "FILE", about: "write there instead of to standard output" },
    quiet: { type: "boolean", about: "no progress" },
  },
  examples: [["crossresist crosstalk expr.tsv.gz sheet.tsv | jq .reading", "what the treatments did, in one word"]],
  async run({ out, quiet, seed, ...rest }, positionals) {
    if (positionals.length !== 2) {
      throw new Usage(`Expected a matrix and a sample sheet, got ${positionals.length} files.`);
    }
    checkInputs(positionals);
    const [matrix, sheetFile] = positionals;
    const asked = given({ ...rest, seed: seed === undefined ? undefined : Number(seed) });
    const request = withUsage(() => parseCrosstalk(asked));
    const bar = progress(quiet !== true);
    const source = await openMatrix(matrix, bar.reads);
    const sheet = parseSheet(readText(sheetFile));
    const runtime = { ranker: await nodeRanker(request.engine), platform, budget: new ByteBudget(totalmem(), 0) };
    const { duplicates, seed: first } = request;
    const asking = crosstalkMatrix(source, { sheet, duplicates, seed: first }, runtime);
    const report = await asking.finally(bar.end);
    for (const warning of report.matrix.warnings) warn(warning.detail);
    await outputTo(out, [`${JSON.stringify(report, null, 2)}\n`]);
  },
});
