/** Group `startup`: what the platform has to take in before the first request, as wrangler counts it. */
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { WRANGLER } from "../../node/server.ts";
import type { Group } from "../group.ts";
import { figure } from "../measure.ts";

const ROOT = join(import.meta.dirname, "../../..");
const BUNDLE = "build/bench/worker.bundle";
const PROFILE = "build/bench/startup.cpuprofile";
const ENVIRONMENT = { ...process.env, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false" };

async function wrangler(...args: string[]): Promise<string> {
  const options = { cwd: ROOT, env: ENVIRONMENT };
  return (await promisify(execFile)(process.execPath, [WRANGLER, ...args], options)).stdout;
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`wrangler said nothing of ${pattern.source}:\n${text}`);
  return Number(found);
}

/** The bundle is made once; `check startup` starts it in workerd under V8's profiler. Active is what is not idle. */
export const startupGroup: Group = {
  name: "startup",
  async measure({ quick }) {
    mkdirSync(join(ROOT, "build/bench"), { recursive: true });
    await wrangler("deploy", "--dry-run", `--outfile=${BUNDLE}`);
    const active: number[] = [];
    let report = "";
    for (let round = 0; round < (quick ? 1 : 9); round++) {
      report = await wrangler("check", "startup", "--worker", BUNDLE, "--outfile", PROFILE);
      active.push(numberIn(report, /Active: ([\d.]+) ms/));
    }
    const whole = figure([numberIn(report, /Bundle: ([\d.]+) KiB/)]);
    const packed = figure([numberIn(report, /gzip: ([\d.]+) KiB/)]);
    const cpu = figure(active);
    return {
      figures: {
        bundle: { ...whole, unit: "KiB" },
        "bundle, gzip": { ...packed, unit: "KiB" },
        "CPU of the start, active in the profile": { ...cpu, unit: "ms" },
      },
      ratios: { bundle_gzip_kb: packed, startup_cpu_ms: cpu },
    };
  },
};
