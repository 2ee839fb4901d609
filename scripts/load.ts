/**
 * `npm run load`: mixed requests to the Worker on the real local runtime, as fast as it answers. Small and large ones, gzip,
 * broken, slow senders and such that leave. Every answer must be byte for byte the one that was given before the load, or 503 with
 * a reason; afterwards everything is answered as before, and nothing is left in memory or in the bucket.
 */
import { parseArgs } from "node:util";
import { machine } from "./bench/results.ts";
import { ending, Usage } from "./cli/command.ts";
import { drive } from "./load/drive.ts";
import { kinds, OBJECTS } from "./load/mix.ts";
import { findings, kindTable, type LoadReport } from "./load/report.ts";
import { ensureKernel } from "./node/kernel.ts";
import { startRuntime } from "./node/runtime.ts";
import { writeReliability } from "./reliability/document.ts";

const SYNOPSIS = "npm run load -- [options]";
const HELP = `Usage: ${SYNOPSIS}

  --requests N   in all (default 10000)
  --clients N    senders, one request after the other each (default 8)
  --seed S       the same mix comes again (default 1)
  --write        puts the figures into docs/reliability.md
`;

const OPTIONS = {
  requests: { type: "string", default: "10000" },
  clients: { type: "string", default: "8" },
  seed: { type: "string", default: "1" },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

await ending(SYNOPSIS, async () => {
  const { write, help, ...texts } = parseArgs({ options: OPTIONS }).values;
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const [requests, clients, seed] = [texts.requests, texts.clients, texts.seed].map((text) => {
    if (!/^\d{1,9}$/.test(text)) throw new Usage(`"${text}" is not a whole number.`);
    return Number(text);
  });
  await ensureKernel();
  let left = 0;
  const runtime = await startRuntime(clients, (line) => {
    if (line.includes('"left":true')) left++;
  });
  try {
    for (const { key, body } of Object.values(OBJECTS)) await runtime.bucket.put(key, body());
    const driven = await drive(runtime, kinds(), { requests, clients, seed });
    const report: LoadReport = { machine: machine(), left, ...driven };
    console.log(kindTable(report));
    for (const { request, bytes, isolate } of report.memory) {
      const [resident, inUse] = [bytes, isolate].map((size) => (size / 1e6).toFixed(0));
      console.log(`request ${request}: ${inUse} MB in use in the isolate, ${resident} MB of the process resident`);
    }
    console.log(`${requests} requests in ${report.seconds.toFixed(0)} s`);
    for (const line of findings(report)) console.log(line);
    for (const line of report.wrong.slice(0, 20)) console.log(`  ${line}`);
    if (write) writeReliability({ load: report });
    if (report.wrong.length > 0) process.exitCode = 1;
  } finally {
    await runtime.close();
  }
});
