/**
 * Every limit of the service, once. Bytes unless the name says otherwise.
 *
 * The sizes come from the platform: an isolate has 128 MB for the JavaScript heap and WebAssembly memory together, and
 * Cloudflare's edge takes bodies of up to 100 MB on common plans.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  /** Largest request body that one request may carry. */
  bodyBytes: 256 * MIB,
  /**
   * A body up to this size is kept in memory as it came (compressed or not) so that it can be read twice; of a longer one so
   * much is in memory while the rest is written to the bucket.
   */
  keptBodyBytes: 8 * MIB,
  /** Largest form: its parts are in memory together. */
  formBytes: 16 * MIB,
  /** Largest JSON, GMT or sample-sheet text that comes along with a request. */
  sidecarBytes: 4 * MIB,
  /** Most bytes that a compressed matrix may inflate to in one request. */
  inflatedBytes: 2048 * MIB,
  /** Most inflated bytes for each compressed byte; deflate cannot exceed 1032, real matrices stay under 40. */
  inflationRatio: 200,
  /** Inflated bytes below which the ratio is not looked at: a small file of equal lines compresses extremely well. */
  inflationRatioFrom: 16 * MIB,
  /** Largest chunk of a binary matrix, inflated or not: one is in memory whole, as it came and undone. */
  chunkBytes: 24 * MIB,
  /** Largest description of a binary matrix: consolidated Zarr metadata, a Parquet footer, an archive's directory. */
  metadataBytes: 8 * MIB,
  /** Values of a block of samples that is put together from several chunks. */
  blockBytes: 8 * MIB,
  /** Genes x samples that one request answers at once. */
  cells: 20_000_000,
  genes: 300_000,
  samples: 100_000,
  /** Longest line of a text matrix: a row of 100,000 samples at 20 characters, or of 60,000 genes. */
  lineBytes: 4 * MIB,
  /** Longest gene or sample name, in characters: arrays join the names of all genes that a probe set may mean. */
  nameLength: 1024,
  /** Genes in the union of the signatures of one request; positions in a panel are 16-bit. */
  panelGenes: 65_000,
  signatures: 10_000,
  /** Genes x methods x samples x random sets of one invocation: at some nanoseconds each a part of its 300 s of CPU. */
  scoringSteps: 10_000_000_000,
  /** Genes that rank-linear ranks among themselves, and stable genes of singscore: both are compared pair by pair. */
  comparedGenes: 500,
  /** Normal distributions that gsva adds up, genes x samples x samples: what one request can take in its CPU. */
  densityTerms: 4_000_000_000,
  /** Values of repeated rows of panel genes that are kept until they can be merged. */
  mergedValues: 2_000_000,
  /** Memory that all requests of an isolate may hold together by our own account. */
  isolateBytes: 64 * MIB,
  /** Memory that panel, counters and tiles of all runs of an isolate share. */
  kernelBytes: 32 * MIB,
  /** The same where a request shares its memory with no other, as at the command line: fewer readings of a large matrix. */
  ownKernelBytes: 48 * MIB,
  /** Genes x samples up to which the columns of a matrix with genes in rows are held whole, so that all their ties are known. */
  heldCells: 2_000_000,
  /** Memory in which a matrix with genes in rows may be held instead of being read twice. */
  heldBytes: 34 * MIB,
  /** Fewest bytes for values that wait to be counted together; ladders leave room for that much. */
  tileBytes: 8 * MIB,
  /** How long a request waits for its bytes before it is told to come back, in milliseconds. */
  leaseWaitMs: 2_000,
  /** Size of one object of a body that is kept in the bucket. */
  partBytes: 4 * MIB,
  /** Bytes asked of a stream at once: fewer, larger reads than the 4 KB chunks that streams offer. */
  readBytes: 256 * KIB,
  /** Values of one part of a large matrix: its columns are held whole, eight bytes a value. */
  partCells: 3_600_000,
  /** Fewest samples of a part, whatever its genes. */
  partSamples: 16,
  /** Packed text of a part that is kept while it is read twice; more is read again. */
  partTextBytes: 24 * MIB,
  /** Packed text of all parts that is gathered before it is written: the longer a stripe, the fewer slices a part is read from. */
  stripeBytes: 40 * MIB,
  /** Most inflated bytes of a matrix that is scored in parts: what one invocation can inflate and cut in its 300 s of CPU. */
  stagedBytes: 48 * 1024 * MIB,
  /** Stored bytes from which on an object is scored in parts without trying it whole: 20 million cells of text take less. */
  wholeBytes: 512 * MIB,
  /** Score columns or gene rows of a cohort that are in memory at once. */
  cohortBytes: 16 * MIB,
  /** Samples that a report lists, and up to which its planes have a dot for each; the scores file has them all. */
  reportSamples: 500,
  reportDots: 3_000,
  /** Requests to a bucket at once: Workers have six connections. */
  bucketRequests: 4,
  /** Attempts after which a job is given up, and rounds of sending missing parts without any coming. */
  jobAttempts: 8,
  partRounds: 20,
  /** Size of the parts of an upload, all but the last. */
  uploadPartBytes: 16 * MIB,
  /** Size of the parts of what is written to S3, all but the last: the least that it takes. 10,000 of them are 52 GB. */
  sentPartBytes: 5 * MIB,
  /** Jobs of one prefix that may wait or run at a time. */
  openJobs: 10_000,
  /** Length of the time in which requests are counted, in seconds; the counters themselves are in wrangler.toml. */
  rateSeconds: 60,
  /** How long a link to a result lasts by default, and at most, in seconds. */
  linkSeconds: 3_600,
  linkMostSeconds: 7 * 86_400,
  /** Longest file name of an upload, in characters. */
  uploadName: 200,
  /** Jobs of a page of a list, and how many by default. */
  listedJobs: 1_000,
  listedByDefault: 100,
  /** Silent jobs or expired uploads that one tick takes care of. */
  tickJobs: 1_000,
  /** Messages that a queue takes at once. */
  queueBatch: 100,
  /** Seconds between a sign of life and the next. */
  heartbeatSeconds: 10,
  /** How often in a row a bucket is asked without an answer, and the bounds of the random waits between, in milliseconds. */
  sourceAttempts: 5,
  retryBaseMs: 100,
  retryMostMs: 5_000,
  /** A bucket that brings no byte for so long is given up, and a body that brings none of its pieces, in milliseconds. */
  stallMs: 30_000,
} as const;
