/** The field's own packages, where they are installed: how they are called, and what of ours does the same. */
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OptionValues } from "../../../worker/engine/methods/method.ts";
import type { MethodName } from "../../../worker/engine/signature.ts";

export interface Peer {
  readonly name: string;
  readonly program: string;
  readonly script: string;
  /** What fails where the package is not there. */
  readonly probe: readonly string[];
  /** Our method with the peer's options. */
  readonly method: MethodName;
  readonly options: OptionValues;
  /** Whether it breaks ties at random, so that a few of its scores differ a little. */
  readonly hasRandomTies: boolean;
  /** How to have it. */
  readonly install: string;
}

/** A virtual environment outside of the tree; `CROSSRESIST_PEERS` names another. */
const ENVIRONMENT = process.env.CROSSRESIST_PEERS ?? join(homedir(), ".cache/crossresist/peers");
export const PYTHON = join(ENVIRONMENT, "bin/python");
const INSTALL = `python3 -m venv ${ENVIRONMENT.replace(homedir(), "~")} && ${PYTHON.replace(homedir(), "~")} -m pip install`;

export const PEERS: readonly Peer[] = [
  {
    name: "GSVA ssgsea",
    program: "Rscript",
    script: "gsva.R",
    probe: ["-e", "library(GSVA)"],
    method: "ssgsea",
    options: { "ssgsea.ties": "gsva" },
    hasRandomTies: false,
    install: "apt-get install r-bioc-gsva r-cran-data.table",
  },
  {
    name: "GSEApy ssgsea",
    program: PYTHON,
    script: "gseapy_ssgsea.py",
    probe: ["-c", "import gseapy"],
    method: "ssgsea",
    options: { "ssgsea.ties": "gseapy" },
    hasRandomTies: false,
    install: `${INSTALL} gseapy`,
  },
  {
    name: "decoupler aucell",
    program: PYTHON,
    script: "decoupler_aucell.py",
    probe: ["-c", "import decoupler"],
    method: "aucell",
    options: { "aucell.ties": "first" },
    hasRandomTies: true,
    install: `${INSTALL} decoupler (Python 3.12 or later for decoupler 2.3)`,
  },
];

/** One thread, whatever library counts them. */
export const ONE_THREAD = Object.fromEntries(
  ["OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON", "NUMEXPR"].map((library) => [`${library}_NUM_THREADS`, "1"]),
);

export function isInstalled({ program, probe }: Peer): Promise<boolean> {
  return succeeds(program, probe);
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(program, [...args]).then(
    () => true,
    () => false,
  );
}

/** Whether that Python has a module. */
export function hasPython(module: string): Promise<boolean> {
  return succeeds(PYTHON, ["-c", `import ${module}`]);
}
