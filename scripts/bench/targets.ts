/** What the bench is held to: one line a ratio. */
export interface Target {
  /** What is compared with what. */
  readonly what: string;
  /** The bound, and on which side of it the good lies. */
  readonly bound: number;
  readonly is: "at least" | "at most";
  readonly unit: string;
  /** The group of measurements that finds it. */
  readonly group: GroupName;
}

export const GROUP_NAMES = [
  "stages",
  "text",
  "stream",
  "formats",
  "memory",
  "workerd",
  "startup",
  "peers",
  "cost",
] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

const atLeast = (group: GroupName, bound: number, unit: string, what: string): Target => ({
  what,
  bound,
  is: "at least",
  unit,
  group,
});
const atMost = (group: GroupName, bound: number, unit: string, what: string): Target => ({
  ...atLeast(group, bound, unit, what),
  is: "at most",
});

export const TARGETS = {
  count200_over_read: atMost(
    "stages",
    12,
    "x",
    "kernel: counting 200 genes in float32 columns of 20,000, against a vector read of the same bytes in 64 MiB",
  ),
  ts_count_over_read: atMost("stages", 75, "x", "TypeScript: the same counting against the same read"),
  ts_parse_mb_per_s: atLeast("stages", 380, "MB/s", "TypeScript: text to doubles, the slower layout"),
  wasm_over_ts_count: atLeast("stages", 3, "x", "kernel against TypeScript: counting"),
  wasm_over_ts_parse: atLeast("stages", 2, "x", "kernel against TypeScript: parsing, the layout where it gains less"),
  wasm_over_naive_count: atLeast("stages", 80, "x", "kernel against the idiomatic sort of each column"),
  scoring_over_count: atMost("stages", 0.25, "x", "50 sets by 4 methods on top of the counts of their genes"),
  wasm_over_ts_text: atLeast("text", 2, "x", "kernel against TypeScript: 20,000 x 400 TSV, file to scores"),
  tsv_held_mb_per_s: atLeast("text", 600, "MB/s", "TSV 20,000 x 400, file to scores, the slower layout"),
  gz_over_gunzip: atLeast("text", 0.85, "x", "gunzip alone against TSV.gz 20,000 x 400, file to scores"),
  tsv_streamed_mb_per_s: atLeast("stream", 450, "MB/s", "TSV 20,000 x 4,000, file to scores, the slower layout"),
  gz_over_gunzip_streamed: atLeast("stream", 0.4, "x", "gunzip alone against TSV.gz 20,000 x 4,000, file to scores"),
  zarr_over_read: atLeast("formats", 0.18, "x", "reading the bytes against raw Zarr 20,000 x 1,000 float32, to scores"),
  zarr_gz_over_inflate: atLeast("formats", 0.8, "x", "inflating the chunks against gzip Zarr of the same, to scores"),
  workerd_tsv_mb_per_s: atLeast(
    "workerd",
    400,
    "MB/s",
    "Worker in workerd, from local R2: TSV 20,000 x 400, the slower layout",
  ),
  bundle_gzip_kb: atMost("startup", 900, "KiB", "Worker as it is uploaded, gzip"),
  startup_cpu_ms: atMost("startup", 60, "ms", "Worker: CPU of its start"),
  held_mb: atMost(
    "memory",
    64,
    "MiB",
    "held by kernel and readers by our own account, the most of all sizes and formats",
  ),
  peer_memory_to_scores: atLeast(
    "peers",
    20,
    "x",
    "the nearest of GSVA, GSEApy and decoupler, each against ours on its own method: float64 in memory to scores",
  ),
  peer_file_to_scores: atLeast("peers", 10, "x", "the same peers from file to scores"),
  peer_peak_rss: atLeast("peers", 8, "x", "the leanest peer's largest resident size against ours"),
  sample_cost_100k_over_1k: atMost(
    "cost",
    1.2,
    "x",
    "CPU a sample in the batch, 100,000 samples against 1,000, full catalogue, the worse layout",
  ),
} as const satisfies Record<string, Target>;

export type RatioKey = keyof typeof TARGETS;
export const RATIO_KEYS = Object.keys(TARGETS) as RatioKey[];

export function isReached({ bound, is }: Target, value: number): boolean {
  return is === "at least" ? value >= bound : value <= bound;
}
