/** The Worker as `npm run dev` runs it, in a process whose memory can be read. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** The command that runs and manages Workers. */
export const WRANGLER = "node_modules/wrangler/bin/wrangler.js";
const QUIET = { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
const START_MS = 60_000;

export interface Server {
  readonly url: string;
  /** Largest resident size so far of each workerd process, in bytes, by process id. */
  highWater(): Map<number, number>;
  close(): Promise<void>;
}

/** Starts the Worker with its local R2 in `storage`. */
export async function startServer(storage: string): Promise<Server> {
  const options = ["dev", "--port", "0", "--persist-to", storage, "--show-interactive-dev-session=false"];
  const child = spawn(process.execPath, [WRANGLER, ...options], { env: QUIET, stdio: ["ignore", "pipe", "pipe"] });
  const url = await readyUrl(child);
  return {
    url,
    highWater: () => new Map(workerds(child.pid ?? 0).map((pid) => [pid, peakOf(pid)])),
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGINT");
      }),
  };
}

/** Puts a file into the local R2 that {@link startServer} will open. */
export async function putObject(storage: string, key: string, file: string): Promise<void> {
  const options = ["r2", "object", "put", `matrices/${key}`, "--file", file, "--local", "--persist-to", storage];
  await promisify(execFile)(process.execPath, [WRANGLER, ...options], { env: QUIET });
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`the Worker did not start:\n${output}`));
    }, START_MS);
    const listen = (piece: Buffer) => {
      output += piece;
      const found = /Ready on (http:\/\/\S+)/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", () => reject(new Error(`the Worker stopped:\n${output}`)));
  });
}

/** Process ids of the workerd processes below `root`. */
function workerds(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? readText(`/proc/${entry}/stat`) : "";
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter((pid) => isBelow(pid) && readText(`/proc/${pid}/comm`).startsWith("workerd"));
}

function peakOf(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readText(`/proc/${pid}/status`))?.[1];
  return 1024 * Number(kilobytes ?? Number.NaN);
}

/** Empty for a process that has ended meanwhile. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
