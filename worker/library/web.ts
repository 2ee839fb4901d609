/** The library in a browser, and wherever neither Node nor workerd is asked for. */
import { platform } from "../storage/web/platform.ts";
import { runIn } from "./host.ts";
import { inlinedKernel } from "./inlined-kernel.ts";

/** A tab may take this much without being killed for it. */
const MEMORY_BYTES = 2 ** 30;

runIn({ platform, memoryBytes: MEMORY_BYTES, kernel: inlinedKernel(platform) });

export * from "./index.ts";
