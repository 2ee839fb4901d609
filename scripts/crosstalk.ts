/**
 * What each treatment shifted within subjects, as JSON.
 *
 *     npm run -s crosstalk -- MATRIX SHEET [options]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { crosstalkMatrix } from "../worker/crosstalk.ts";
import { ByteBudget } from "../worker/engine/budget.ts";
import { parseSheet } from "../worker/engine/sheet.ts";
import { LIMITS } from "../worker/limits.ts";
import { Problem } from "../worker/problem.ts";
import { parseCrosstalk } from "../worker/request/crosstalk.ts";
import { platform } from "../worker/storage/platform.ts";
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

class Usage extends Error {}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        duplicates: { type: "string" },
        engine: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error));
  }
}

/** What a request asks for is bad usage; what the files hold is bad data. */
function members(values: ReturnType<typeof readArguments>["values"]) {
  const { duplicates, engine, seed } = values;
  const asked = Object.entries({ duplicates, engine, seed: seed === undefined ? undefined : Number(seed) });
  try {
    return parseCrosstalk(Object.fromEntries(asked.filter(([, value]) => value !== undefined)));
  } catch (error) {
    if (error instanceof Problem) throw new Usage(error.message);
    throw error;
  }
}

async function readable<Value>(path: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new Usage(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (positionals.length !== 2)
    throw new Usage(`Expected a matrix and a sample sheet, got ${positionals.length} files.`);
  const [matrix, sheet] = positionals;
  const { duplicates, engine, seed } = members(values);
  const source = await readable(matrix, () => fileSource(matrix));
  const sheetText = await readable(sheet, () => readFileSync(sheet, "utf8"));
  const runtime = { ranker: await nodeRanker(engine), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) };
  const report = await crosstalkMatrix(source, { sheet: parseSheet(sheetText), duplicates, seed }, runtime);
  for (const warning of report.matrix.warnings) process.stderr.write(`Warning: ${warning.detail}\n`);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof Usage) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
  } else if (error instanceof Problem) {
    process.stderr.write(`${JSON.stringify(error, null, 2)}\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
