/** A group of measurements that share what they work on. */
import type { Figure, Measured } from "./measure.ts";
import type { GroupName, RatioKey } from "./targets.ts";

export interface Findings {
  /** Raw figures by what was measured, in the order of a table. */
  readonly figures: Readonly<Record<string, Measured>>;
  readonly ratios: Readonly<Partial<Record<RatioKey, Figure>>>;
  /** Why a ratio of the group is not there. */
  readonly missing?: Readonly<Partial<Record<RatioKey, string>>>;
}

export interface Settings {
  /** Whether sizes and rounds are cut down until they say nothing: to try the bench itself. */
  readonly quick: boolean;
}

export interface Group {
  readonly name: GroupName;
  measure(settings: Settings): Promise<Findings>;
}
