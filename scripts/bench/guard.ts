/**
 * Whether the kernel has become slower than that of the last release. Exit status 1 if a stage has.
 *
 *     npm run bench:guard            stages of both kernels in turn, in this process
 *     npm run bench:guard -- --keep  keeps today's kernel as the one to compare with: at each release
 */
import { readFileSync } from "node:fs";
import { argumentsOf } from "../node/arguments.ts";
import { ensureKernel, KERNEL } from "../node/kernel.ts";
import { compareStages, MOST } from "./guard/compare.ts";
import { keepRelease, releaseStages } from "./guard/release.ts";
import { FULL, stageData } from "./stages/data.ts";
import { kernelStages } from "./stages/stages.ts";

const { keep } = argumentsOf(import.meta.filename, { options: { keep: { type: "boolean", default: false } } }).values;
if (keep) await keepRelease();
else {
  await ensureKernel();
  const data = stageData(FULL);
  const today = await kernelStages(await WebAssembly.compile(readFileSync(KERNEL)), data);
  const verdicts = await compareStages(await releaseStages(data), today);
  for (const { stage, ratio, isSlower } of verdicts) {
    const times = `${ratio.median.toFixed(2)} times the release's time (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`;
    console.log(`${stage.padEnd(28)}${times}${isSlower ? `: SLOWER, the limit is ${MOST}` : ""}`);
  }
  if (verdicts.some(({ isSlower }) => isSlower)) process.exitCode = 1;
}
