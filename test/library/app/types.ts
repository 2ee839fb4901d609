import {
  crosstalk,
  type Matrix,
  METHOD_NAMES,
  type MethodName,
  Problem,
  type Result,
  score,
  signatures,
  version,
} from "crossresist";
import { nodeMatrix } from "crossresist/node";

const table: Matrix = { genes: ["STAT1"], samples: ["a"], values: new Float64Array([1]) };
const result: Result = await score(table, {
  signatures: ["rsi_eschrich2009"],
  options: { "singscore.ties": "average" },
});
const scores: Float64Array = result.scores("rsi_eschrich2009", "rank-linear");
const fields: (string | undefined)[] = [...result.rows()].map((row) => row.radiation?.class);
const digest: string | null = result.head.engine.kernel;
const names: readonly MethodName[] = METHOD_NAMES;
const ids: string[] = signatures().map(({ id }) => id);
const report = await crosstalk(await nodeMatrix("cohort.zarr"), "sample\tsubject\ttreatment\n");
console.log(scores, fields, digest, names, ids, report.notice, version, new Problem("empty", "").status);
// @ts-expect-error there is no such method
await score(table, { methods: ["guess"] });
