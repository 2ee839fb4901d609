/** Cox proportional hazards regression (Cox 1972), with strata. */
import { chiSquareTail, NORMAL_975, normalTwoSided } from "../tails.ts";
import { invertPositive } from "./cholesky.ts";
import { countEvents, type FollowUp, strataByFallingTime } from "./survival.ts";

/** How deaths at the same time share their risk set; Efron's is R's default. */
export type CoxTies = "efron" | "breslow";

export interface HazardRatio {
  /** For one unit of the covariate. */
  readonly value: number;
  /** 95% interval (Wald). */
  readonly low: number;
  readonly high: number;
  /** Two-sided Wald p-value. */
  readonly p: number;
  /** Log hazard ratio and its standard error. */
  readonly beta: number;
  readonly error: number;
}

export interface CoxFit {
  readonly n: number;
  readonly events: number;
  /** One for each covariate, in their order. */
  readonly hazardRatios: readonly HazardRatio[];
  /** Score test of all covariates together (for one two-valued covariate and no ties: the log-rank test). */
  readonly scoreTest: { readonly statistic: number; readonly df: number; readonly p: number };
  readonly logLikelihood: number;
}

interface Likelihood {
  value: number;
  readonly gradient: Float64Array;
  /** Minus the second derivatives, row-major. */
  readonly information: Float64Array;
}

/**
 * Fits log hazard = baseline of the stratum + sum of beta x covariate by Newton's method with step halving.
 *
 * @param covariates each with one finite value a subject
 * @returns null where no finite estimate exists: no event, a constant or collinear covariate, or one that orders the
 *   events perfectly
 */
export function coxRegression(
  followUp: FollowUp,
  covariates: readonly ArrayLike<number>[],
  ties: CoxTies = "efron",
): CoxFit | null {
  const n = followUp.time.length;
  const df = covariates.length;
  const strata = strataByFallingTime(followUp);
  const centred = covariates.map(centre);
  const beta = new Float64Array(df);
  let current = likelihood(followUp, strata, centred, beta, ties);
  let inverse = invertPositive(current.information, df);
  if (!inverse) return null;
  const score = quadraticForm(inverse, current.gradient);

  for (let iteration = 0; ; iteration++) {
    if (iteration === 40) return null;
    const before = current.value;
    const step = multiply(inverse, current.gradient);
    const next = new Float64Array(df);
    for (let scale = 1; ; scale /= 2) {
      for (let k = 0; k < df; k++) next[k] = beta[k] + scale * step[k];
      current = likelihood(followUp, strata, centred, next, ties);
      if (current.value >= before - 1e-12 * Math.abs(before) || scale < 1e-6) break;
    }
    beta.set(next);
    inverse = invertPositive(current.information, df);
    if (!inverse) return null;
    if (
      Math.abs(current.value - before) <= 1e-11 * (1 + Math.abs(before)) &&
      quadraticForm(inverse, current.gradient) < 1e-14
    )
      break;
  }

  const variance = inverse;
  const hazardRatios = Array.from(beta, (estimate, k) => hazardRatio(estimate, Math.sqrt(variance[k * df + k])));
  // A covariate that orders the events perfectly lets the likelihood creep to its limit while beta runs away.
  if (hazardRatios.some((ratio, k) => Math.abs(ratio.beta) * spread(centred[k]) > 20)) return null;
  return {
    n,
    events: countEvents(followUp),
    hazardRatios,
    scoreTest: { statistic: score, df, p: chiSquareTail(score, df) },
    logLikelihood: current.value,
  };
}

function hazardRatio(beta: number, error: number): HazardRatio {
  return {
    value: Math.exp(beta),
    low: Math.exp(beta - NORMAL_975 * error),
    high: Math.exp(beta + NORMAL_975 * error),
    p: normalTwoSided(beta / error),
    beta,
    error,
  };
}

/** Centring leaves the estimates as they are and keeps the exponentials in range. */
function centre(covariate: ArrayLike<number>): Float64Array {
  let mean = 0;
  for (let i = 0; i < covariate.length; i++) mean += covariate[i] / covariate.length;
  return Float64Array.from(covariate, (value) => value - mean);
}

function spread(centred: Float64Array): number {
  let sum = 0;
  for (const value of centred) sum += value * value;
  return Math.sqrt(sum / centred.length);
}

/** Log partial likelihood with its derivatives; risk sets grow as time falls (Therneau & Grambsch 2000, sections 3.1 and 3.3). */
function likelihood(
  { time, event }: FollowUp,
  strata: readonly Uint32Array[],
  covariates: readonly Float64Array[],
  beta: Float64Array,
  ties: CoxTies,
): Likelihood {
  const df = beta.length;
  const total: Likelihood = { value: 0, gradient: new Float64Array(df), information: new Float64Array(df * df) };
  for (const order of strata) {
    const risk = riskSums(df);
    for (let from = 0; from < order.length; ) {
      const dying = riskSums(df);
      let deaths = 0;
      let to = from;
      for (; to < order.length && time[order[to]] === time[order[from]]; to++) {
        const subject = order[to];
        let predictor = 0;
        for (let k = 0; k < df; k++) predictor += beta[k] * covariates[k][subject];
        const hazard = Math.exp(predictor);
        addSubject(risk, hazard, covariates, subject);
        if (!event[subject]) continue;
        deaths++;
        addSubject(dying, hazard, covariates, subject);
        total.value += predictor;
        for (let k = 0; k < df; k++) total.gradient[k] += covariates[k][subject];
      }
      for (let death = 0; death < deaths; death++) addDeath(total, risk, dying, ties === "efron" ? death / deaths : 0);
      from = to;
    }
  }
  return total;
}

/** Sums of hazard, hazard x covariate and hazard x covariate x covariate over a set of subjects. */
interface RiskSums {
  hazard: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

const riskSums = (df: number): RiskSums => ({
  hazard: 0,
  first: new Float64Array(df),
  second: new Float64Array(df * df),
});

function addSubject(sums: RiskSums, hazard: number, covariates: readonly Float64Array[], subject: number): void {
  const df = covariates.length;
  sums.hazard += hazard;
  for (let k = 0; k < df; k++) {
    const weighted = hazard * covariates[k][subject];
    sums.first[k] += weighted;
    for (let l = 0; l < df; l++) sums.second[k * df + l] += weighted * covariates[l][subject];
  }
}

/** One death's share of the likelihood, after the fraction `left` of those dying at that time has left the risk set. */
function addDeath(total: Likelihood, risk: RiskSums, dying: RiskSums, left: number): void {
  const df = total.gradient.length;
  const hazard = risk.hazard - left * dying.hazard;
  const mean = Float64Array.from(risk.first, (sum, k) => (sum - left * dying.first[k]) / hazard);
  total.value -= Math.log(hazard);
  for (let k = 0; k < df; k++) {
    total.gradient[k] -= mean[k];
    for (let l = 0; l < df; l++) {
      const at = k * df + l;
      total.information[at] += (risk.second[at] - left * dying.second[at]) / hazard - mean[k] * mean[l];
    }
  }
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => vector.reduce((sum, value, k) => sum + matrix[i * n + k] * value, 0));
}

function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  return multiply(matrix, vector).reduce((sum, value, k) => sum + value * vector[k], 0);
}
