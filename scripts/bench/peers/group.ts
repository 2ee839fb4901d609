/**
 * Group `peers`: the same matrix and sets through the field's packages and through ours, in one thread, from memory to scores and from
 * file to scores. Their scores must be ours.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ranker } from "../../../worker/engine/ranker/ranker.ts";
import type { Signature } from "../../../worker/engine/signature.ts";
import { denseColumns } from "../../../worker/matrix/columns.ts";
import { openBoard, type ScoreRequest } from "../../../worker/score.ts";
import { cell, geneName } from "../../batch/matrix.ts";
import { nodeRanker } from "../../node/kernel.ts";
import { run, runCommand } from "../child.ts";
import { plainText, type StoredMatrix } from "../files/matrices.ts";
import { scoreFile } from "../files/score.ts";
import type { Findings, Group } from "../group.ts";
import { type Figure, figure, lowest, type Measured } from "../measure.ts";
import { drawnSets, gmtOf } from "../sets.ts";
import { columnPlan } from "../stages/stages.ts";
import { isInstalled, ONE_THREAD, PEERS, type Peer } from "./peers.ts";

const ROOT = join(import.meta.dirname, "../../..");
const SETS = 50;
/** Ours is run so often on each side of a peer's run. */
const OUR_ROUNDS = 3;
/** Scores are the same that differ by less than this share of the largest. */
const TOLERANCE = 1e-9;
/** Where ties are broken at random: what shares of the largest score one may differ by, and all of them on average. */
const RANDOM = { one: 0.05, average: 1e-3 };
const SECOND = 1000;
const MIB = 2 ** 20;

interface Work {
  readonly matrix: StoredMatrix;
  /** Samples x genes. */
  readonly values: Float64Array;
  readonly genes: number;
  readonly samples: number;
  readonly sets: readonly Signature[];
  readonly gmt: string;
  readonly ranker: Ranker;
}

interface Told {
  readonly version: string;
  readonly read: number;
  readonly score: number;
}

function requestOf({ method, options }: Peer, signatures: readonly Signature[]): ScoreRequest {
  return { signatures, methods: [method], options, duplicates: "error", literalIdentifiers: true };
}

/** From columns in memory to scores, samples x sets by set. */
function scoreMemory({ values, genes, samples, sets, ranker }: Work, peer: Peer): Float64Array[] {
  const { board } = openBoard(requestOf(peer, sets));
  const rowOf = new Map(Array.from({ length: genes }, (_, gene) => [geneName(gene), gene]));
  const rows = Int32Array.from(board.panel, (symbol) => rowOf.get(symbol) ?? -1);
  const plan = columnPlan(ranker, genes, rows, board);
  const rank = denseColumns(plan);
  board.begin(plan.run, rows);
  board.reserve(samples);
  for (let sample = 0; sample < samples; sample++) {
    rank({ samples, values }, sample, String);
    board.add(plan.run.ranks(0, genes));
  }
  plan.run.close();
  return board.finish().columns.map((column) => column.values.slice());
}

/** Milliseconds of `work`. */
async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** @throws if the peer's scores are not ours */
function compare(peer: Peer, table: string, { sets }: Work, ours: readonly Float64Array[]): void {
  const [header, ...lines] = table.trimEnd().split("\n");
  const samples = header.split("\t").slice(1);
  const largest = ours.reduce((most, scores) => Math.max(most, ...scores.map(Math.abs)), 0);
  const place = new Map(sets.map(({ id }, at) => [id, at]));
  if (lines.length !== sets.length) throw new Error(`${peer.name} gave ${lines.length} sets, not ${sets.length}`);
  let sum = 0;
  for (const line of lines) {
    const [id, ...scores] = line.split("\t");
    const column = ours[place.get(id) ?? -1];
    for (const [at, score] of scores.entries()) {
      const own = column[Number(samples[at].slice(1)) - 1];
      const difference = (Number(score) - own) / largest;
      sum += difference;
      if (Math.abs(difference) <= (peer.hasRandomTies ? RANDOM.one : TOLERANCE)) continue;
      throw new Error(`${peer.name}, ${id}, ${samples[at]}: ${score}, and ours is ${own}`);
    }
  }
  const average = sum / (sets.length * samples.length);
  if (Math.abs(average) > RANDOM.average)
    throw new Error(`${peer.name} is off by ${average} of the largest on average`);
}

interface Compared {
  readonly figures: Record<string, Measured>;
  readonly memory: Figure;
  readonly file: Figure;
  /** Bytes. */
  readonly peak: number;
  readonly ourPeak: number;
}

async function against(peer: Peer, work: Work): Promise<Compared> {
  const { matrix, gmt, sets, ranker } = work;
  const memory: number[] = [];
  const file: number[] = [];
  const ours = async () => {
    for (let round = 0; round < OUR_ROUNDS; round++) {
      memory.push(await timed(() => scoreMemory(work, peer)));
      file.push(await timed(() => scoreFile(matrix, ranker, sets, requestOf(peer, sets))));
    }
  };
  scoreMemory(work, peer);
  await ours();
  const out = join(ROOT, "build/bench/peer-scores.tsv");
  const script = join(import.meta.dirname, peer.script);
  const { output, peakBytes } = await run(peer.program, [script, matrix.path, gmt, out], ONE_THREAD);
  await ours();
  const told = JSON.parse(output.trim().split("\n").at(-1) ?? "") as Told;
  compare(peer, readFileSync(out, "utf8"), work, scoreMemory(work, peer));

  const set = Object.entries(peer.options).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const words = ["score", matrix.path, "--gmt", gmt, "--methods", peer.method, ...set, "--quiet", "--accept", "csv"];
  const own = await runCommand(words);
  const seconds = (values: readonly number[]) => ({ ...figure(values.map((ms) => ms / SECOND)), unit: "s" });
  const name = `${peer.name} ${told.version}`;
  return {
    figures: {
      [`${name}: memory to scores`]: seconds([SECOND * told.score]),
      [`ours beside ${peer.name}: memory to scores`]: seconds(memory),
      [`${name}: file to scores`]: seconds([SECOND * (told.read + told.score)]),
      [`ours beside ${peer.name}: file to scores`]: seconds(file),
      [`${name}: process at most`]: { ...figure([peakBytes / MIB]), unit: "MiB" },
      [`ours beside ${peer.name}: process at most`]: { ...figure([own.peakBytes / MIB]), unit: "MiB" },
    },
    memory: figure(memory.map((ms) => (SECOND * told.score) / ms)),
    file: figure(file.map((ms) => (SECOND * (told.read + told.score)) / ms)),
    peak: peakBytes,
    ourPeak: own.peakBytes,
  };
}

async function workOf(genes: number, samples: number): Promise<Work> {
  const matrix = await plainText("genes", { genes, samples });
  const values = new Float64Array(samples * genes);
  for (let at = 0; at < values.length; at++) values[at] = Number(cell(at % genes, Math.floor(at / genes), 0));
  const sets = drawnSets(genes, SETS, ["ssgsea"], geneName);
  const gmt = join(ROOT, "build/bench/peer-sets.gmt");
  writeFileSync(gmt, gmtOf(sets));
  return { matrix, values, genes, samples, sets, gmt, ranker: await nodeRanker("wasm") };
}

export const peersGroup: Group = {
  name: "peers",
  async measure({ quick }) {
    const work = quick ? await workOf(2_000, 40) : await workOf(20_000, 1_000);
    const compared: Compared[] = [];
    const absent: string[] = [];
    for (const peer of PEERS) {
      if (await isInstalled(peer)) compared.push(await against(peer, work));
      else absent.push(`${peer.name} is not installed (${peer.install})`);
    }
    for (const line of absent) console.log(line);
    return findings(compared, absent.join("; "));
  },
};

function findings(compared: readonly Compared[], absent: string): Findings {
  const figures = Object.assign({}, ...compared.map((one) => one.figures));
  if (compared.length === 0) {
    return {
      figures,
      ratios: {},
      missing: { peer_memory_to_scores: absent, peer_file_to_scores: absent, peer_peak_rss: absent },
    };
  }
  const leanest = Math.min(...compared.map(({ peak }) => peak));
  return {
    figures,
    ratios: {
      peer_memory_to_scores: lowest(compared.map(({ memory }) => memory)),
      peer_file_to_scores: lowest(compared.map(({ file }) => file)),
      peer_peak_rss: figure([leanest / Math.max(...compared.map(({ ourPeak }) => ourPeak))]),
    },
  };
}
