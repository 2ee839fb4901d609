/**
 * Groups `text` and `stream`: text files to scores in Node, a panel of 200 genes. One thread reads, parses, counts and scores; beside
 * it another reads the file too, hashes it, and has gzip inflated by zlib's.
 */
import { createReadStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { LIMITS } from "../../../worker/limits.ts";
import { nodeRanker } from "../../node/kernel.ts";
import type { Group } from "../group.ts";
import { type Case, figures, interleaved, lowest, megabytesPerSecond, ratio, timesOf } from "../measure.ts";
import { fourSets, gzipText, plainText, type StoredMatrix } from "./matrices.ts";
import { scoring } from "./score.ts";

const GENES = "genes in rows";
const SAMPLES = "samples in rows";
const GZIP = "genes in rows, gzip";
const GUNZIP = "gunzip alone";
const PLAIN = "genes in rows, TypeScript";

/** Inflating by Node's own stream, with nothing done to what comes out. */
function inflating({ path, bytes }: StoredMatrix): Case {
  const run = () =>
    pipeline(
      createReadStream(path, { highWaterMark: LIMITS.readBytes }),
      createGunzip({ chunkSize: LIMITS.readBytes }),
      new Writable({ write: (_piece, _encoding, done) => done() }),
    );
  return { name: GUNZIP, work: bytes, of: "bytes", run };
}

async function textCases(size: { genes: number; samples: number }): Promise<Case[]> {
  const [byGene, bySample, gzip] = [
    await plainText("genes", size),
    await plainText("samples", size),
    await gzipText(size),
  ];
  const ranker = await nodeRanker("wasm");
  const sets = fourSets(size.genes);
  return [
    scoring(GENES, byGene, ranker, sets),
    scoring(SAMPLES, bySample, ranker, sets),
    scoring(`${SAMPLES}, singscore`, bySample, ranker, fourSets(size.genes, "singscore")),
    scoring(GZIP, gzip, ranker, sets),
    inflating(gzip),
    scoring(PLAIN, byGene, await nodeRanker("typescript"), sets),
  ];
}

/** A matrix that fits the budget. */
export const textGroup: Group = {
  name: "text",
  async measure({ quick }) {
    const cases = await textCases(quick ? { genes: 2_000, samples: 20 } : { genes: 20_000, samples: 400 });
    const timings = await interleaved(cases, quick ? { rounds: 2, warmup: 1 } : { rounds: 9, warmup: 2 });
    return {
      figures: figures(timings, cases),
      ratios: {
        tsv_held_mb_per_s: lowest([GENES, SAMPLES].map((name) => megabytesPerSecond(timesOf(timings, name)))),
        gz_over_gunzip: ratio(timings, GUNZIP, GZIP),
        wasm_over_ts_text: ratio(timings, PLAIN, GENES),
      },
    };
  },
};

/** A matrix that is larger than the budget. */
export const streamGroup: Group = {
  name: "stream",
  async measure({ quick }) {
    const all = await textCases(quick ? { genes: 2_000, samples: 40 } : { genes: 20_000, samples: 4_000 });
    // The TypeScript path says nothing more of the longer file, and would take most of the time.
    const cases = all.filter(({ name }) => name !== PLAIN);
    const timings = await interleaved(cases, quick ? { rounds: 2, warmup: 0 } : { rounds: 5, warmup: 1 });
    return {
      figures: figures(timings, cases),
      ratios: {
        tsv_streamed_mb_per_s: lowest([GENES, SAMPLES].map((name) => megabytesPerSecond(timesOf(timings, name)))),
        gz_over_gunzip_streamed: ratio(timings, GUNZIP, GZIP),
      },
    };
  },
};
