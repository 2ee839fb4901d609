/** All scores of a sample in one call. */
import { aucell } from "./aucell";
import { DOWN, gather, UP } from "./gather";
import { rankLinear } from "./rank-linear";
import { GeneSet, Method, Reason, Sample, Task } from "./records";
import { singscore } from "./singscore";
import { ssgsea, takesRoots } from "./ssgsea";
import { settle } from "./tails";
import { ucell } from "./ucell";

/** Bytes from one task to the next. */
const TASK_BYTES: usize = offsetof<Task>();

/**
 * Scores a sample.
 *
 * @param sample  address of a `Sample`
 * @param tasks   Task[count]; those of one set follow each other
 * @param scratch u32[5 x genes of the largest set + 88], 16-byte aligned
 * @param out     f64[]: the row of scores; a field without a value is NaN, and those beside a method's own are left to the host
 * @param reasons u8[count]: why there is no score, or 0
 */
export function score(sample: usize, tasks: usize, count: u32, scratch: usize, out: usize, reasons: usize): void {
  const ranks = changetype<Sample>(sample);
  let set: usize = 0;
  let sorting = scratch;
  for (let i: u32 = 0; i < count; i++) {
    const task = taskAt(tasks, i);
    if (task.set != set) {
      set = task.set;
      gather(ranks, changetype<GeneSet>(set), scratch, areRootsTaken(tasks, i, count));
      sorting = DOWN.earlier + ((<usize>DOWN.count * 4 + 15) & ~15);
    }
    const fields = out + (<usize>task.field << 3);
    const reason = meetsFloor(task) ? byMethod(ranks, task, sorting, fields) : Reason.FLOOR;
    if (reason == Reason.FLOOR) for (let field: u32 = 0; field < task.fields; field++) store<f64>(fields + (<usize>field << 3), NaN);
    store<u8>(reasons + i, <u8>(reason == Reason.FLOOR ? Reason.COVERAGE : reason));
  }
  settle();
}

// @ts-ignore: decorator
@inline
function taskAt(tasks: usize, index: u32): Task {
  return changetype<Task>(tasks + <usize>index * TASK_BYTES);
}

/** Whether one of the tasks of the set that begins at `first` takes sums of fourth roots. */
function areRootsTaken(tasks: usize, first: u32, count: u32): bool {
  const set = taskAt(tasks, first).set;
  for (let i = first; i < count; i++) {
    const task = taskAt(tasks, i);
    if (task.set != set) return false;
    if (takesRoots(task)) return true;
  }
  return false;
}

function meetsFloor(task: Task): bool {
  const up = UP.measured;
  const down = DOWN.measured;
  return up + down >= task.leastTotal && up >= task.leastUp && down >= task.leastDown;
}

function byMethod(sample: Sample, task: Task, sorting: usize, out: usize): i32 {
  switch (task.method) {
    case Method.SINGSCORE:
      return singscore(sample, task.choice, task.flags, sorting, out);
    case Method.SSGSEA:
      return ssgsea(sample, task.first, task.choice, task.flags != 0, out);
    case Method.AUCELL:
      return aucell(sample, task.first, task.choice != 0, task.flags != 0, out);
    case Method.UCELL:
      return ucell(sample, task.first, task.choice != 0, task.flags != 0, task.second, out);
    default:
      return rankLinear(sample, changetype<GeneSet>(task.set), out);
  }
}
