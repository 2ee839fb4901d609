/** What was tried for speed and lost, in words: numbers belong to the figures. Each entry was measured before it was written down. */
export const TRIED: readonly string[] = [
  "Counting into fewer bins, so that the tallies of panels of thousands of genes take less of the cache: slower.",
  "The lowest rung inside the range of the bins: in most samples it is 0, and one tally then waits for itself; several times slower.",
  "A search among the rungs of a candidate's bin, where comparing with each of up to six is as quick and simpler.",
  "A branch on the marks of four values at a time, where few bins are marked: slower than noting each value without a branch.",
  "Looking for -0 and infinity in a column without writing it back: no quicker, and slower in some runs.",
  "Placing a set's ranks by comparing each with all others, four at a time: slower than a scatter into 256 buckets, also for 50 genes.",
  "Hashing in a thread that gets the bytes through shared memory: copying them there takes as long as hashing them. The thread reads the file itself.",
  "Reading files ahead in the system's thread pool: the way there and back takes longer than copying what the system has in memory.",
  "Inflating by larger pieces where they are parsed, instead of in a thread beside: zlib still waits for the parser between two pieces.",
  "Asking for the next chunk of Zarr without waiting until it is read: reading it takes turns that ranking does not leave, and inflating began after.",
  "Smaller tiles of text that streams, to hold less: the ladders of a large panel are set up so often then that scoring takes several times as long.",
  "Smaller limits for the memory of the thread beside: what it takes is its isolate, and that takes as much whatever its limits.",
  "The digest in the Worker by DigestStream or WebCrypto, or of larger pieces: each as long as by node:crypto, and on the same thread.",
  "Reading a bucket in pieces of 512 KiB or 1 MiB, for fewer turns of the event loop: no more than a hundredth quicker.",
  "A table of the fourth roots of all ranks for ssGSEA: fetching one from the second-level cache takes as long as two square roots.",
  "Cleaning a column by four vectors at a time: it waits for the cache, not for instructions.",
];
