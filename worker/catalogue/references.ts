/**
 * Frozen references of RSI: its quantiles in published cohorts.
 *
 * Computed from the per-patient table of the pooled GARD analysis (Scott JG et al. 2021, Lancet Oncology; repository
 * jessicascarborough/GARD_Meta-Analysis at commit b2c6c5a, MIT), type-7 quantiles rounded to four digits. The table's floor
 * of RSI is 0.01. It holds RSI values, not expression, and does not say how the arrays were processed.
 *
 * The level of RSI moves with platform and processing: the same cell lines have a median of 0.32 on one array and 0.69 on
 * another. A reference therefore gives a percentile; it gives a class only where tissue, platform and processing are declared
 * and match.
 */

/** Percentiles that {@link RsiReference.quantiles} hold, in the same order. */
export const REFERENCE_PERCENTILES = [0, 5, 10, 25, 50, 75, 90, 95, 100] as const;

export interface RsiReference {
  readonly cohort: string;
  /** Tumour site in words. */
  readonly site: string;
  /** Patients, and those of them who had radiotherapy. */
  readonly n: number;
  readonly nRt: number;
  /** Array, where the cohort's public series tells (GSE2034 with GSE5327; GSE1456); null where it is not known. */
  readonly platform: string | null;
  /** RSI at each of {@link REFERENCE_PERCENTILES}, over all patients. */
  readonly quantiles: readonly number[];
  /** 25th percentile of the patients who had radiotherapy: the published cut-off for radiosensitive. */
  readonly p25Rt: number;
}

export const RSI_REFERENCES: readonly RsiReference[] = [
  {
    cohort: "Breast (Erasmus)",
    site: "breast",
    n: 344,
    nRt: 282,
    platform: "Affymetrix HG-U133A",
    quantiles: [0.01, 0.1933, 0.244, 0.3129, 0.4352, 0.5348, 0.6455, 0.6998, 0.9423],
    p25Rt: 0.3029,
  },
  {
    cohort: "Breast (Karolinska)",
    site: "breast",
    n: 159,
    nRt: 77,
    platform: "Affymetrix HG-U133A",
    quantiles: [0.097, 0.2319, 0.3078, 0.4262, 0.5151, 0.5913, 0.6886, 0.7026, 0.804],
    p25Rt: 0.4377,
  },
  {
    cohort: "Breast (NKI)",
    site: "breast",
    n: 285,
    nRt: 285,
    platform: null,
    quantiles: [0.1301, 0.2895, 0.3548, 0.3925, 0.5129, 0.5615, 0.6169, 0.6284, 0.7534],
    p25Rt: 0.3925,
  },
  {
    cohort: "Endometrium (TCC)",
    site: "endometrium",
    n: 204,
    nRt: 63,
    platform: null,
    quantiles: [0.1118, 0.1825, 0.253, 0.3079, 0.4197, 0.4748, 0.539, 0.5654, 0.6998],
    p25Rt: 0.3034,
  },
  {
    cohort: "Glioma (TCGA)",
    site: "glioma",
    n: 244,
    nRt: 188,
    platform: null,
    quantiles: [0.1423, 0.3715, 0.4583, 0.5309, 0.6186, 0.7269, 0.8487, 0.9012, 0.9856],
    p25Rt: 0.5459,
  },
  {
    cohort: "Head & Neck (NKI)",
    site: "head and neck",
    n: 92,
    nRt: 92,
    platform: null,
    quantiles: [0.01, 0.0389, 0.0621, 0.1202, 0.1559, 0.1816, 0.2067, 0.2476, 0.285],
    p25Rt: 0.1202,
  },
  {
    cohort: "Melanoma (TCC)",
    site: "melanoma",
    n: 41,
    nRt: 10,
    platform: null,
    quantiles: [0.1165, 0.171, 0.2338, 0.2978, 0.4756, 0.5603, 0.6446, 0.6742, 0.7055],
    p25Rt: 0.2553,
  },
  {
    cohort: "NSCLC (MCC)",
    site: "lung",
    n: 60,
    nRt: 60,
    platform: null,
    quantiles: [0.0147, 0.1575, 0.1758, 0.2604, 0.3258, 0.3919, 0.4669, 0.4867, 0.5026],
    p25Rt: 0.2604,
  },
  {
    cohort: "Pancreas (TCC)",
    site: "pancreas",
    n: 73,
    nRt: 48,
    platform: null,
    quantiles: [0.1897, 0.2424, 0.262, 0.3233, 0.3707, 0.4206, 0.4619, 0.4776, 0.5126],
    p25Rt: 0.2985,
  },
  {
    cohort: "TNBC (MCC)",
    site: "breast, triple-negative",
    n: 55,
    nRt: 55,
    platform: null,
    quantiles: [0.0818, 0.2296, 0.2623, 0.3081, 0.4327, 0.4935, 0.5451, 0.5776, 0.6145],
    p25Rt: 0.3081,
  },
  {
    cohort: "TNBC (NKI)",
    site: "breast, triple-negative",
    n: 58,
    nRt: 58,
    platform: null,
    quantiles: [0.2263, 0.344, 0.3583, 0.3705, 0.3956, 0.5541, 0.5905, 0.5981, 0.6522],
    p25Rt: 0.3705,
  },
];
