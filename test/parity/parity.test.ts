import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { type Compared, compareAll, isCompared } from "../../scripts/parity/compare.ts";
import { readManifests } from "../../scripts/parity/reference.ts";

const SHIPPED = "test/reference";
/** Holds a data set that may be read but not passed on. */
const FULL = "../shared/reference";

const rankers = { wasm: await nodeRanker("wasm"), typescript: await nodeRanker("typescript") };

const compareFolder = async (root: string, dataSets?: readonly string[], path: keyof typeof rankers = "wasm") => {
  const entries = readManifests(root).filter(({ file }) => dataSets?.includes(file?.split("/")[0] ?? "") ?? true);
  return (await compareAll(root, entries, rankers[path])).filter(isCompared);
};

const tooFar = ({ counterpart, difference }: Compared) => !(difference <= counterpart.tolerance);
const told = ({ file, difference }: Compared) => `${file}: ${difference}`;

describe("the outputs of other tools", async () => {
  const compared = await compareFolder(SHIPPED);

  test("come in the numbers that ship: 285 to agree with, 24 to differ from", () => {
    const differing = compared.filter(({ counterpart }) => counterpart.difference !== null);
    expect([compared.length - differing.length, differing.length]).toEqual([285, 24]);
  });

  const agreeing = compared.filter(({ counterpart }) => counterpart.difference === null);
  test.each([...new Set(agreeing.map(({ entry }) => `${entry.tool} ${entry.version}`))])("%s: agree", (peer) => {
    const outputs = agreeing.filter(({ entry }) => `${entry.tool} ${entry.version}` === peer);
    expect(outputs.reduce((sum, { cells }) => sum + cells, 0)).toBeGreaterThan(0);
    expect(outputs.filter(tooFar).map(told)).toEqual([]);
  });

  test("singscore, UCell and AUCell agree to one unit in the last place, everything in double precision to 1e-12", () => {
    for (const one of agreeing) {
      const exact = /^(singscore|UCell|AUCell)$/.test(one.entry.tool);
      if (exact) expect(one.difference, one.file).toBeLessThanOrEqual(2.3e-16);
      if (one.entry.tool !== "pyucell") expect(one.counterpart.tolerance, one.file).toBe(1e-12);
    }
  });

  test("differ where a reason says that they do", () => {
    const differing = compared.filter(({ counterpart }) => counterpart.difference !== null);
    expect(differing.filter((one) => !tooFar(one)).map(told)).toEqual([]);
  });
});

const present = existsSync(`${FULL}/tgfb`);
if (!present) console.log(`${FULL}/tgfb is not there: parity on that data set is not tested.`);

test("TypeScript is as far from them as the kernel is, to the last bit", async () => {
  const small = ["small_ties", "small_na"];
  const distances = (compared: readonly Compared[]) => compared.map(told);
  const kernel = await compareFolder(SHIPPED, small);
  expect(kernel.length).toBeGreaterThan(80);
  expect(distances(await compareFolder(SHIPPED, small, "typescript"))).toEqual(distances(kernel));
});

test.skipIf(!present)("tgfb: 11,900 genes of 10 real samples: all outputs agree", async () => {
  const compared = await compareFolder(FULL, ["tgfb"]);
  expect(compared.length).toBeGreaterThan(40);
  expect(compared.filter((one) => one.counterpart.difference === null && tooFar(one)).map(told)).toEqual([]);
});
