/**
 * What each treatment shifted within subjects, as JSON.
 *
 *     npm run -s crosstalk -- MATRIX SHEET [options]
 */
import { readFileSync } from "node:fs";
import { crosstalkMatrix } from "../worker/crosstalk.ts";
import { ByteBudget } from "../worker/engine/budget.ts";
import { parseSheet } from "../worker/engine/sheet.ts";
import { LIMITS } from "../worker/limits.ts";
import { parseCrosstalk } from "../worker/request/crosstalk.ts";
import { platform } from "../worker/storage/platform.ts";
import { command, given, readable, Usage, withUsage } from "./node/command.ts";
import { nodeRanker } from "./node/kernel.ts";
import { fileSource } from "./node/source.ts";

const HELP = `Usage: npm run -s crosstalk -- MATRIX SHEET [options]

Compares treated with untreated samples of the same subjects. The sheet (TSV or CSV) names for each sample its subject and
treatment (none, RT, CT or CRT), and day and dose where they are known. The result, JSON, goes to standard output.

  --duplicates POLICY    error, first, mean or max, for genes on several rows
  --engine PATH          wasm or typescript
  --seed N               of the permutations, where there are too many to look at each

Exit status: 0 done, 1 bad data (problem details on standard error), 2 bad usage. Research use only.
`;

const OPTIONS = {
  duplicates: { type: "string" },
  engine: { type: "string" },
  seed: { type: "string" },
} as const;

await command(HELP, OPTIONS, async (values, positionals) => {
  if (positionals.length !== 2) {
    throw new Usage(`Expected a matrix and a sample sheet, got ${positionals.length} files.`);
  }
  const [matrix, sheet] = positionals;
  const asked = given({ ...values, seed: values.seed === undefined ? undefined : Number(values.seed) });
  const { duplicates, engine, seed } = withUsage(() => parseCrosstalk(asked));
  const source = await readable(matrix, () => fileSource(matrix));
  const sheetText = await readable(sheet, () => readFileSync(sheet, "utf8"));
  const runtime = { ranker: await nodeRanker(engine), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) };
  const report = await crosstalkMatrix(source, { sheet: parseSheet(sheetText), duplicates, seed }, runtime);
  for (const warning of report.matrix.warnings) process.stderr.write(`Warning: ${warning.detail}\n`);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
});
