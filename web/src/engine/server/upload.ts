/** A file sent in parts, gone on with where it stopped. */
import { LIMITS } from "../../../../worker/limits.ts";
import type { Progress } from "../messages.ts";
import { ask, askJson, jsonQuestion, Refusal } from "./ask.ts";

const PATH = "/v1/uploads";
/** Waits before a part is sent again, in milliseconds; after the last the failure is told. */
const WAITS = [500, 1_000, 2_000];

interface UploadState {
  readonly id: string;
  readonly partBytes: number;
  readonly parts: readonly { readonly part: number; readonly size: number }[];
  readonly complete: boolean;
  readonly source: { readonly bucket: string; readonly key: string };
}

/**
 * Sends a file and returns what requests name it by.
 *
 * @param before an upload of the same file, of which only what is missing is sent; one that has expired is begun anew
 * @throws Refusal
 */
export async function upload(
  file: File,
  before: string | undefined,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<UploadState["source"]> {
  const state = (await stateOf(before, signal)) ?? (await begin(file.name, signal));
  const { id, partBytes } = state;
  if (state.complete) return state.source;
  const there = new Map(state.parts.map(({ part, size }) => [part, size]));
  let arrived = 0;
  const tell = (sent: number) => onProgress({ stage: "send", done: arrived + sent, total: file.size, upload: id });
  for (let part = 1, from = 0; from < file.size; part++, from += partBytes) {
    const piece = file.slice(from, from + partBytes);
    tell(0);
    if (there.get(part) !== piece.size) await sendPart(`${PATH}/${id}/parts/${part}`, piece, signal, tell);
    arrived += piece.size;
  }
  return (await askJson<UploadState>({ method: "POST", path: `${PATH}/${id}/complete`, signal })).source;
}

function begin(name: string, signal: AbortSignal): Promise<UploadState> {
  return askJson(jsonQuestion(PATH, { name: name.slice(-LIMITS.uploadName) }, signal));
}

async function stateOf(id: string | undefined, signal: AbortSignal): Promise<UploadState | null> {
  if (id === undefined) return null;
  try {
    return await askJson<UploadState>({ path: `${PATH}/${id}`, signal });
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/** A connection that breaks and a server that has no room are waited for. */
async function sendPart(path: string, body: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  for (const wait of [...WAITS, null]) {
    try {
      await ask({ method: "PUT", path, body, type: "application/octet-stream", signal, onSent });
      return;
    } catch (error) {
      const passing = error instanceof Refusal && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (!passing || wait === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
