/** The library in Node. */
import { totalmem } from "node:os";
import { platform } from "../storage/platform.ts";
import { runIn } from "./host.ts";
import { inlinedKernel } from "./inlined-kernel.ts";

runIn({ platform, memoryBytes: totalmem(), kernel: inlinedKernel(platform) });

export * from "./index.ts";
