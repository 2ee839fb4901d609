/** The library in Node. */
import { totalmem } from "node:os";
import { nodePlatform as platform } from "../storage/node.ts";
import { runIn } from "./host.ts";
import { inlinedKernel } from "./inlined-kernel.ts";

runIn({ platform, memoryBytes: totalmem(), kernel: inlinedKernel(platform) });

export * from "./index.ts";
