/** The Worker as `npm start` runs it, in a process whose memory can be read. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { promisify } from "node:util";

/** The command that runs and manages Workers. */
export const WRANGLER = "node_modules/wrangler/bin/wrangler.js";

/** Whoever calls from this computer may do everything: said here, since wrangler.toml is what gets deployed. */
export const LOCAL_ACCESS = ["--var", "ACCESS:local", "--var", `LINK_KEYS:${randomBytes(32).toString("hex")}`];

/**
 * The environment of a local runtime.
 *
 * Local R2 is a Worker of its own in the process, which passes objects on in buffers of 4 KB. Those wait until the young
 * generation is collected, 16 MB of small objects by default, which is far more of buffers: some 60 MB of the process that no
 * Worker asked for. Hence a young generation of 1 MB.
 */
export const LOCAL_RUNTIME = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  MINIFLARE_WORKERD_V8_FLAGS: "--max-semi-space-size=1",
};
const QUIET = { ...LOCAL_RUNTIME, CI: "1" };
const START_MS = 60_000;

export interface Server {
  readonly url: string;
  readonly inspectorPort: number;
  /** Largest resident size of each workerd process since the last {@link forgetHighWater}, in bytes, by process id. */
  highWater(): Map<number, number>;
  forgetHighWater(): void;
  /** Seconds of CPU so far of all workerd processes. */
  cpuSeconds(): number;
  close(): Promise<void>;
  /** Ends all processes at once, without a chance to finish anything. */
  kill(): Promise<void>;
}

/**
 * Starts the Worker with its local R2 in `storage`.
 *
 * @param config of the Worker
 * @param access variables that say who may call, as options of wrangler
 */
export async function startServer(storage: string, config = "wrangler.toml", access = LOCAL_ACCESS): Promise<Server> {
  const inspectorPort = await freePort();
  const ports = ["--port", String(await freePort()), "--inspector-port", String(inspectorPort)];
  const options = [
    "dev",
    "--config",
    config,
    ...ports,
    "--persist-to",
    storage,
    ...access,
    "--show-interactive-dev-session=false",
  ];
  const child = spawn(process.execPath, [WRANGLER, ...options], {
    env: QUIET,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await readyUrl(child);
  return {
    url,
    inspectorPort,
    highWater: () => new Map(workerds(child.pid ?? 0).map((pid) => [pid, peakOf(pid)])),
    forgetHighWater: () => {
      // proc(5): 5 resets the peak resident set size.
      for (const pid of workerds(child.pid ?? 0)) writeFileSync(`/proc/${pid}/clear_refs`, "5");
    },
    cpuSeconds: () => workerds(child.pid ?? 0).reduce((sum, pid) => sum + cpuOf(pid), 0),
    kill: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        for (const pid of [...descendants(child.pid ?? 0), child.pid ?? 0]) end(pid);
        // Whatever still holds the other ends would keep this process waiting.
        child.stdout.destroy();
        child.stderr.destroy();
      }),
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

/** wrangler's own choice of a port collides where two start at a time. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
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
      if (found !== null) {
        clearTimeout(timer);
        resolve(found[1]);
      } else if (output.includes("Build failed")) {
        child.kill();
      }
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", () => reject(new Error(`the Worker stopped:\n${output}`)));
  });
}

/** Process ids of the workerd processes below `root`. */
export function workerds(root: number): number[] {
  return descendants(root).filter((pid) => readText(`/proc/${pid}/comm`).startsWith("workerd"));
}

/** Process ids of all processes below `root`. */
function descendants(root: number): number[] {
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
  return [...parents.keys()].filter(isBelow);
}

/** Ends a process; nothing happens where it ended meanwhile. */
function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** User and system time; the kernel counts in hundredths of a second (proc(5), stat fields 14 and 15). */
function cpuOf(pid: number): number {
  const fields = readText(`/proc/${pid}/stat`)
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakOf(pid: number): number {
  return statusBytes(pid, "VmHWM");
}

/** Resident size of a process at the moment, in bytes. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, "VmRSS");
}

/** Not a number for a process that has ended meanwhile. */
function statusBytes(pid: number, field: "VmHWM" | "VmRSS"): number {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readText(`/proc/${pid}/status`))?.[1];
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
