/** Files as arguments name them; `-` is standard input or output. */
import { createWriteStream, readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { gunzipSync } from "node:zlib";
import type { MatrixFolder, MatrixSource } from "../../worker/matrix/source.ts";
import { startBeside } from "../node/beside/thread.ts";
import { nodeMatrix } from "../node/folder.ts";
import { type Reads, standardInput } from "../node/source.ts";
import { Usage } from "./command.ts";

const STANDARD = "-";

/** @throws Usage where two of the files are standard input, which can be read once */
export function checkInputs(paths: readonly (string | undefined)[]): void {
  if (paths.filter((path) => path === STANDARD).length > 1) {
    throw new Usage("Only one of the files can be standard input (-).");
  }
}

/** A matrix in a file, a folder or standard input. @throws Usage where it cannot be read */
export async function openMatrix(path: string, reads: Reads): Promise<MatrixSource | MatrixFolder> {
  if (path === STANDARD) return standardInput(reads);
  const matrix = await nodeMatrix(path, reads).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  // The thread starts while the kernel is loaded.
  if ("inflated" in matrix && matrix.inflated !== undefined) startBeside();
  return matrix;
}

/** Text of a file or of standard input, inflated where it is gzip. @throws Usage where it cannot be read */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path === STANDARD ? 0 : path);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Writes to a file, or to standard output where none is named. @throws Usage where it cannot be written */
export async function outputTo(path: string | undefined, chunks: Iterable<string | Uint8Array>): Promise<void> {
  if (path === undefined || path === STANDARD) return pipeline(chunks, process.stdout, { end: false });
  const file = createWriteStream(path);
  await pipeline(chunks, file).catch((error: unknown) => {
    throw isOf(error, "write", "open") ? new Usage(`${path} cannot be written: ${reasonOf(error)}.`) : error;
  });
}

function unreadable(path: string, error: unknown): Usage {
  return new Usage(`${path === STANDARD ? "Standard input" : path} cannot be read: ${reasonOf(error)}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOSPC: "no space is left",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ("code" in error && REASONS[String(error.code)]) || error.message;
}

/** Whether the system refused one of these calls. */
function isOf(error: unknown, ...calls: string[]): boolean {
  return error instanceof Error && "syscall" in error && calls.includes(String(error.syscall));
}
