/**
 * Measures how fast Crossresist is on this computer.
 *
 *     npm run bench -- [--only GROUP,GROUP] [--json FILE] [--quick]
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { costGroup } from "./bench/cost.ts";
import { DOCUMENT, FIGURES, performanceDocument } from "./bench/document.ts";
import { formatsGroup } from "./bench/files/formats.ts";
import { memoryGroup } from "./bench/files/memory.ts";
import { streamGroup, textGroup } from "./bench/files/text.ts";
import type { Group } from "./bench/group.ts";
import { peersGroup } from "./bench/peers/group.ts";
import { type Results, readGroups, results, writeResults } from "./bench/results.ts";
import { stagesGroup } from "./bench/stages/group.ts";
import { figureTable, ratioTable } from "./bench/table.ts";
import { GROUP_NAMES, type GroupName } from "./bench/targets.ts";
import { startupGroup } from "./bench/worker/startup.ts";
import { workerdGroup } from "./bench/worker/workerd.ts";
import { ending, oneOf, Usage } from "./cli/command.ts";
import { ensureKernel, kernelDigest } from "./node/kernel.ts";

const SYNOPSIS = "npm run bench -- [options]";
const HELP = `Usage: ${SYNOPSIS}

Measures in rounds, everything in turn, and prints medians with the middle half of the rounds, and what was aimed at.

  --only a,b    only these groups of ${GROUP_NAMES.join(", ")}
                none measures nothing: with --write the document is made anew from what is kept
  --json FILE   write ratios and figures there; groups that FILE has from this computer and that are not run now stay in it
  --peers       GSVA, GSEApy and decoupler too, those that are installed
  --write       keep what was found in docs/figures/performance.json, and write docs/performance.md from it
  --quick       tiny sizes, few rounds: tries the bench, measures nothing

Exit status: 0 done, whatever was reached; 2 bad usage.
`;

const OPTIONS = {
  only: { type: "string" },
  json: { type: "string" },
  peers: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  quick: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const GROUPS: readonly Group[] = [
  stagesGroup,
  textGroup,
  streamGroup,
  formatsGroup,
  memoryGroup,
  workerdGroup,
  startupGroup,
  peersGroup,
  costGroup,
];

/** Peers take as long as all else, so they are asked for. */
function asked(only: string | undefined, peers: boolean): readonly Group[] {
  const names = only?.split(",").map((name) => oneOf("only", name.trim(), [...GROUP_NAMES, "none"]));
  return GROUPS.filter((group) => names?.includes(group.name) ?? (group !== peersGroup || peers));
}

await ending(SYNOPSIS, async () => {
  const { only, json, peers, write, quick, help } = parseArgs({ options: OPTIONS }).values;
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const groups = asked(only, peers);
  await ensureKernel();
  const measured = { measured: new Date().toISOString().slice(0, 10), kernel: kernelDigest().slice(0, 12), quick };
  const found: Partial<Record<GroupName, Results["groups"][GroupName]>> = {};
  for (const group of groups) {
    const findings = await group.measure({ quick });
    found[group.name] = { ...measured, load: loadavg()[0], ...findings };
  }
  if (groups.length > 0) {
    const { cpu, cores, memoryGiB, platform, node } = results(found).machine;
    console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}\n`);
    console.log(`${figureTable(results(found))}\n`);
    console.log(ratioTable(results(found)));
  }
  if (json !== undefined) writeResults(json, results({ ...readGroups(json), ...found }));
  if (write) {
    if (quick) throw new Usage("--quick measures nothing that could be written.");
    const kept = results({ ...readGroups(FIGURES), ...found });
    writeResults(FIGURES, kept);
    writeFileSync(DOCUMENT, performanceDocument(kept));
  }
});
