/** The classes of one sample with the evidence behind them, as a result prints them. */
import type { ScoreColumn, ScoredMatrix, SignatureSummary } from "../../scored.ts";
import { type Calls, type ClassName, classOf, reasonOf, type Standing } from "../calls.ts";
import { chemoReference } from "../chemo.ts";
import { agreesWithInterferon, type Classes, type Cohort } from "../classify.ts";
import { type CrossName, crossOf } from "../cross.ts";
import { AXES, AXIS_NAMES, type AxisName, BESIDE_RADIATION, columnOf, LEAD, MEMBERS, type Member } from "../members.ts";
import { intervalOf, type Positions, percentileOf } from "../percentile/percentile.ts";
import { isProvisional, type RadiationReference } from "../radiation.ts";
import { type RecordName, recordSentences } from "./record.ts";

export interface RadiationClass {
  readonly class: ClassName;
  /** Why there is no class. */
  readonly reason?: string;
  readonly provisional?: true;
  readonly lead: string;
  /** Of the lead in the reference named here, 0 to 1. */
  readonly percentile: number | null;
  readonly interval: Interval | null;
  readonly reference: string;
  readonly evidence: readonly string[];
}

export interface ChemoClass {
  readonly class: ClassName;
  readonly reason?: string;
  readonly provisional?: true;
  /** Values of the axes, 0 to 1, high = resistant. */
  readonly response: number | null;
  readonly persistence: number | null;
  readonly axes: Readonly<Record<AxisName, AxisClass>>;
  readonly reference: string;
  readonly evidence: readonly string[];
}

/** `percentile`: where the axis value lies among those of the cohort. */
export interface AxisClass {
  readonly class: ClassName;
  readonly percentile: number | null;
  readonly interval: Interval | null;
}

/** To four decimals, which is finer than any cohort supports. */
export type Interval = readonly [low: number, high: number];

export interface SampleClasses {
  readonly radiation: RadiationClass;
  readonly chemo: ChemoClass;
  readonly cross: CrossName;
}

/**
 * A function that gives the classes of a sample (index in the order of the matrix).
 *
 * Objects and sentences are made on demand, so that 100,000 samples never stand in memory at once.
 */
export function sampleClasses(
  scored: ScoredMatrix,
  cohort: Cohort,
  classes: Classes,
): (sample: number) => SampleClasses {
  const cite = evidenceOf(scored, cohort, classes);
  const onRecord = recordSentences(classes.ledger);
  const record: Recall = (name, sample) => onRecord(name, classes.tissues[cohort.eligibility.cohort[sample]]);
  const beside = BESIDE_RADIATION.flatMap((id) => {
    const at = scored.columns.findIndex(({ signature }) => signature === id);
    return at < 0 ? [] : [{ id, positions: cohort.positions[at] }];
  });
  return (sample) => {
    const radiation = radiationClass(sample, cohort, classes, { cite, record, beside });
    const chemo = chemoClass(sample, cohort, classes, { cite, record });
    return { radiation, chemo, cross: classNames(classes, sample).cross };
  };
}

/** What {@link classNames} looks at. */
export interface ClassCodes {
  readonly radiation: Pick<Calls, "codes">;
  readonly chemo: Pick<Calls, "codes">;
}

/** The classes of a sample in one word each. */
export function classNames({ radiation, chemo }: ClassCodes, sample: number) {
  const names = { radiation: classOf(radiation, sample), chemo: classOf(chemo, sample) };
  return { ...names, cross: crossOf(names.radiation, names.chemo) };
}

/** A signature shown beside the radiation class. */
interface Beside {
  readonly id: string;
  readonly positions: Positions;
}

type Cite = (member: Member, sample: number) => string | null;
type Recall = (name: RecordName, sample: number) => string | null;

interface Sentences {
  readonly cite: Cite;
  readonly record: Recall;
}

function radiationClass(
  sample: number,
  { eligibility }: Cohort,
  { radiation, axes }: Classes,
  { cite, record, beside }: Sentences & { readonly beside: readonly Beside[] },
): RadiationClass {
  const reference = radiation.references[eligibility.cohort[sample]];
  const lead = cite(LEAD, sample);
  const evidence = [
    lead,
    cutoffs(reference),
    lead === null ? null : record("radiation", sample),
    withoutVote(beside, sample),
    interferonNote(radiation, axes.persistence, agreesWithInterferon(radiation, axes, sample), sample),
  ].filter((sentence) => sentence !== null);
  return {
    ...verdict(radiation, sample, reference.n),
    lead: LEAD.signature,
    ...standingOf(radiation.standing, sample),
    reference: reference.text,
    evidence,
  };
}

function chemoClass(
  sample: number,
  { eligibility }: Cohort,
  { axes, chemo }: Classes,
  { cite, record }: Sentences,
): ChemoClass {
  const cohort = eligibility.cohort[sample];
  const { text: reference, n } = chemoReference(axes, eligibility.groups[cohort], cohort);
  const evidence = AXIS_NAMES.flatMap((name) => {
    const members = AXES[name].map((member) => ({ member, sentence: cite(member, sample) }));
    const value = axes[name].values[sample];
    if (Number.isNaN(value)) return [];
    const { percentile, low, high } = axes[name].standing;
    const place = placeText(percentile[sample], low[sample], high[sample]);
    const missing = members.filter(({ sentence }) => sentence === null).map(({ member }) => member.signature);
    return [
      `${name} axis ${value.toFixed(2)}${place}: ${classOf(axes[name], sample)}` +
        (missing.length === 0 ? "" : `; without ${missing.join(" and ")}, which has no score here`),
      ...[...members.map(({ sentence }) => sentence), record(name, sample)].filter((sentence) => sentence !== null),
    ];
  });
  const axisClass = (name: AxisName): AxisClass => ({
    class: classOf(axes[name], sample),
    ...standingOf(axes[name].standing, sample),
  });
  return {
    ...verdict(chemo, sample, n),
    response: orNull(axes.response.values[sample]),
    persistence: orNull(axes.persistence.values[sample]),
    axes: { response: axisClass("response"), persistence: axisClass("persistence") },
    reference,
    evidence,
  };
}

/** A sample that has a score by this method has every gene of the signature. */
const NEEDS_EVERY_GENE = "rank-linear";

/** Sentences on one member: score, percentile with interval, direction, coverage, citation; null where a sample has no score. */
function evidenceOf(scored: ScoredMatrix, cohort: Cohort, { citationOf }: Classes): Cite {
  // Of a sample only the number of its values is kept, not which genes of a signature have one: coverage is the matrix's, and
  // the sample may be short of as many of its genes as it has no value for.
  const mayLack = (member: Member, sample: number) =>
    member.method === NEEDS_EVERY_GENE ? 0 : Math.max(0, scored.matrix.genes - scored.measured[sample]);
  const known = new Map(MEMBERS.map((member) => [member, memberFacts(scored, member, citationOf)]));
  return (member, sample) => {
    const facts = known.get(member);
    if (facts?.column === undefined) return null;
    const score = facts.column.values[sample * facts.column.fields.length];
    if (Number.isNaN(score)) return null;
    const positions = cohort.positions[facts.at];
    const place = placeText(percentileOf(positions, sample), ...intervalOf(positions, sample, cohort.bound));
    const words = [
      `${member.orientation === 1 ? "high" : "low"} = resistant`,
      facts.summary && coverageText(facts.summary, mayLack(member, sample)),
      facts.citation,
    ].filter((word) => word !== undefined);
    return `${member.signature} by ${member.method} ${score.toFixed(4)}${place}; ${words.join("; ")}`;
  };
}

function memberFacts(scored: ScoredMatrix, member: Member, citationOf: (signature: string) => string | undefined) {
  const at = columnOf(scored, member);
  const column: ScoreColumn | undefined = scored.columns[at];
  const summary = scored.signatures.find(({ id }) => id === member.signature);
  return { at, column, summary, citation: citationOf(member.signature) };
}

/** @param mayLack genes of the matrix that the sample has no value for */
function coverageText({ present, total, lowCoverage }: SignatureSummary, mayLack: number): string {
  const count = `${present} of ${total} genes`;
  const mark = lowCoverage ? " (low-coverage)" : "";
  if (mayLack === 0) return `${count}${mark}`;
  return `${count} in the matrix${mark}, of which the sample may lack ${mayLack < present ? `up to ${mayLack}` : "some"}`;
}

function cutoffs({ refusal, text, sensitive, resistant }: RadiationReference): string | null {
  if (refusal !== null) return null;
  return `cut-offs of the ${text}: sensitive at or below ${sensitive.toFixed(4)}, resistant at or above ${resistant.toFixed(4)}`;
}

function withoutVote(beside: readonly Beside[], sample: number): string | null {
  const shown = beside
    .map(({ id, positions }) => ({ id, percentile: percentileOf(positions, sample) }))
    .filter(({ percentile }) => !Number.isNaN(percentile))
    .map(({ id, percentile }) => `${id} ${percentile.toFixed(2)}`);
  return shown.length === 0 ? null : `beside it, without a vote (percentiles): ${shown.join(", ")}`;
}

/** What the class of RSI and the interferon axis, which share STAT1, say together. */
function interferonNote(radiation: Calls, persistence: Calls, agrees: boolean, sample: number): string | null {
  if (agrees) return "RSI and ISG.RS agree here and share STAT1: not independent findings";
  const pair = [classOf(radiation, sample), classOf(persistence, sample)];
  return pair.includes("resistant") && pair.includes("sensitive")
    ? "RSI and ISG.RS point in opposite directions here"
    : null;
}

function verdict(calls: Calls, sample: number, n: number) {
  const reason = reasonOf(calls, sample);
  if (reason !== undefined) return { class: classOf(calls, sample), reason };
  return { class: classOf(calls, sample), ...(isProvisional(n) ? { provisional: true as const } : {}) };
}

function standingOf(standing: Standing, sample: number): { percentile: number | null; interval: Interval | null } {
  return {
    percentile: orNull(standing.percentile[sample]),
    interval: interval([standing.low[sample], standing.high[sample]]),
  };
}

/** An interval to four decimals, or null where there is none. */
export function interval([low, high]: readonly [number, number]): Interval | null {
  return Number.isNaN(low) ? null : [Math.round(low * 1e4) / 1e4, Math.round(high * 1e4) / 1e4];
}

function placeText(percentile: number, low: number, high: number): string {
  if (Number.isNaN(percentile)) return "";
  return `, percentile ${percentile.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
