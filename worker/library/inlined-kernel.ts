/**
 * The kernel inside of the script, for Node and browsers: no file to be found or served, whatever a bundler makes of us. It is small
 * (14 KB); Workers, which compile no bytes, import the binary instead.
 */
import base64 from "../../build/kernel.wasm?inline";
import { kernelDigest } from "../../build/kernel-digest.ts";
import type { Platform } from "../matrix/source.ts";
import type { Host } from "./host.ts";

/** @throws Error where the bytes are not those that results will name */
export function inlinedKernel({ sha256 }: Platform): Host["kernel"] {
  return async () => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const hash = sha256();
    hash.update(bytes);
    if (`sha256:${hash.hex()}` !== kernelDigest) throw new Error("the kernel in this script was damaged");
    return { module: await WebAssembly.compile(bytes), digest: kernelDigest };
  };
}
