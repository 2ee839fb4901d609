/** A command in a process of its own, and the most memory that the process had. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Ended {
  readonly output: string;
  /** Largest resident size in bytes; NaN where there is no /proc to tell it. */
  readonly peakBytes: number;
}

const EVERY_MS = 5;
/** What `npx crossresist` starts. */
const COMMAND = join(import.meta.dirname, "../library/crossresist.mjs");

/** The high-water mark of a process; it only rises, so the last look counts. */
function highWater(pid: number): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** @throws Error with what the command said if it fails */
export function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment } });
    let output = "";
    let complaint = "";
    let peakBytes = Number.NaN;
    child.stdout.on("data", (piece) => {
      output += piece;
    });
    child.stderr.on("data", (piece) => {
      complaint += piece;
    });
    const watch = setInterval(() => {
      const now = highWater(child.pid ?? 0);
      if (!Number.isNaN(now)) peakBytes = now;
    }, EVERY_MS);
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ output, peakBytes });
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${complaint.slice(-2000)}`));
    });
  });
}

/** The command line, as from the second time on: a first run compiles the sources, and keeps them for this one. */
export async function runCommand(words: readonly string[]): Promise<Ended> {
  await run(process.execPath, [COMMAND, ...words]);
  return run(process.execPath, [COMMAND, ...words]);
}
