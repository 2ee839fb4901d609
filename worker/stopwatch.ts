/** Where the time of a run goes. */

/** Milliseconds of the stages of a run, added up as they pass. In production clocks stand still between reads. */
export interface StageTimes {
  /** Waiting for bytes, inflating and hashing them. */
  read: number;
  /** Parsing and counting. */
  rank: number;
  /** Scores from ranks. */
  score: number;
}

/** Splits the time from now until `stop` into stages; whatever is neither reading nor scoring is ranking. */
export function stopwatch(times: StageTimes = { read: 0, rank: 0, score: 0 }) {
  const start = performance.now();
  return {
    async *reading<Piece>(pieces: AsyncGenerator<Piece, void>): AsyncGenerator<Piece, void> {
      try {
        for (;;) {
          const asked = performance.now();
          const next = await pieces.next();
          times.read += performance.now() - asked;
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await pieces.return();
      }
    },
    scoring<Result>(work: () => Result): Result {
      const begun = performance.now();
      const result = work();
      times.score += performance.now() - begun;
      return result;
    },
    stop() {
      times.rank = performance.now() - start - times.read - times.score;
    },
  };
}
