/** The coverage floor of a signature holds for each sample, whatever its method looks at. */
import { expect, test } from "vitest";
import { NullReason } from "../../worker/engine/methods/method.ts";
import type { MethodName, Signature } from "../../worker/engine/signature.ts";
import { scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

const GENES = ["A", "B", "C", "D"];
const SAMPLES = 6;

/** Sample 1 has no value for as many of the genes as said, from the last one on. */
function matrix(missing: number): string {
  const header = ["gene", ...Array.from({ length: SAMPLES }, (_, sample) => `S${sample + 1}`)];
  const rows = [...GENES, "E", "F", "G"].map((gene, at) => {
    const isMissing = at < GENES.length && at >= GENES.length - missing;
    const values = header.slice(1).map((_, sample) => (sample === 0 && isMissing ? "NA" : 7 * at + ((sample * 5) % 6)));
    return [gene, ...values];
  });
  return [header, ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

const signature: Signature = {
  id: "set",
  version: 1,
  genes: GENES.map((symbol, at) => ({ symbol, direction: at === 0 ? -1 : 1, weight: at === 0 ? -1 : 1 })),
  methods: ["singscore"],
  coverage: { total: 3, up: 2 },
};

test.each<MethodName>(["singscore", "zscore", "weighted-sum", "median-vote"])("%s", async (method) => {
  const reasonsOf = async (missing: number) => {
    const request = { signatures: [{ ...signature, methods: [method] }] };
    const { columns } = await scoreBoth(() => memorySource(matrix(missing)), request);
    const [{ values, fields, reasons }] = columns;
    for (let sample = 0; sample < SAMPLES; sample++) {
      expect(Number.isNaN(values[sample * fields.length])).toBe(reasons[sample] !== NullReason.none);
    }
    return Array.from(reasons);
  };
  const others = new Array(SAMPLES - 1).fill(NullReason.none);
  expect(await reasonsOf(1)).toEqual([NullReason.none, ...others]);
  expect(await reasonsOf(2)).toEqual([NullReason.coverage, ...others]);
});
