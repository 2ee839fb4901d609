/** Follow-up of subjects; all arrays have one element a subject. */
export interface FollowUp {
  /** Time to the event or to the end of observation, in any one unit; not negative. */
  readonly time: ArrayLike<number>;
  /** 1 where the event was seen at that time, 0 where observation ended without it. */
  readonly event: ArrayLike<number>;
  /** Stratum of each subject; absent where all belong to one. */
  readonly strata?: ArrayLike<string | number>;
}

/** Subjects of each stratum, in order of first appearance, each ordered by falling time. */
export function strataByFallingTime({ time, strata }: FollowUp): Uint32Array[] {
  const members = new Map<string | number, number[]>();
  for (let subject = 0; subject < time.length; subject++) {
    const stratum = strata?.[subject] ?? "";
    const list = members.get(stratum);
    if (list) list.push(subject);
    else members.set(stratum, [subject]);
  }
  return [...members.values()].map((list) => Uint32Array.from(list).sort((a, b) => time[b] - time[a] || a - b));
}

/** Subjects whose event was seen. */
export function countEvents({ event }: FollowUp): number {
  let events = 0;
  for (let subject = 0; subject < event.length; subject++) events += event[subject] ? 1 : 0;
  return events;
}
