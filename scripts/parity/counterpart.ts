/** Which of our methods, with which options, answers a peer's call; or why none does. */
import type { Normalisation } from "../../worker/engine/methods/common/ssgsea-normalise.ts";
import type { OptionValues } from "../../worker/engine/methods/method.ts";
import type { MethodName } from "../../worker/engine/signature.ts";
import type { ReferenceEntry } from "./reference.ts";

/** A call of ours that should give the peer's numbers. */
export interface Counterpart {
  readonly kind: "counterpart";
  /** The peer's call in short. */
  readonly call: string;
  readonly method: MethodName;
  readonly options: OptionValues;
  readonly field: "score" | "dispersion" | "normalised";
  /** How the genes of a plain set count. */
  readonly arm: "up" | "down";
  /** The peer counts a gene as often as a set names it; ours count it once, so the harness lays such sets out with repeats. */
  readonly repeats: boolean;
  /** Largest relative difference that is still parity: 1e-12, or single precision where the peer computes in it. */
  readonly tolerance: number;
  /** File of the same data set that holds the peer's own ranking (1 = highest), where the peer breaks ties at random. */
  readonly ranking: string | null;
  /** Why the numbers differ on purpose; null where they must agree. */
  readonly difference: string | null;
  /** Rows of the reference table that are left out, with the reason. */
  readonly except: Readonly<Record<string, string>>;
}

/** A peer's output that nothing of ours answers. */
export interface Without {
  readonly kind: "without";
  readonly call: string;
  readonly reason: string;
}

const base = {
  kind: "counterpart",
  field: "score",
  arm: "up",
  repeats: false,
  tolerance: 1e-12,
  ranking: null,
  difference: null,
  except: {},
} as const;

const normalised = (normalise: Normalisation): OptionValues =>
  normalise === "none" ? {} : { "ssgsea.normalise": normalise };

const without = (call: string, reason: string): Without => ({ kind: "without", call, reason });

/** Counterpart of a manifest entry that names a file. */
export function counterpartOf(entry: ReferenceEntry, file: string): Counterpart | Without {
  const [dataSet, name] = file.replace(/\.csv$/, "").split("/");
  const tool = entry.tool.split(" ")[0];
  switch (tool) {
    case "singscore":
      return singscoreCall(entry, name);
    case "GSVA":
      return gsvaCall(entry, dataSet, name);
    case "UCell":
      return ucellCall(name);
    case "AUCell":
      return aucellCall(dataSet, name);
    case "pyucell":
      return pyucellCall(dataSet, name);
    case "decoupler-py":
      return decouplerCall(name);
    case "GSEApy":
      return gseapyCall(name);
    case "hacksig":
      return hacksigCall(dataSet, name);
    case "ssGSEA2.0":
      return ssgsea2Call(name);
    case "GenePattern":
      return without(
        `ssGSEA weight=${name.split("_w")[1]}`,
        "weighs by |z-score of the ranks|, so that the lowest genes weigh most too",
      );
    case "decoupleR":
      return decouplerRCall(name);
    default:
      return without(name, "unknown tool");
  }
}

function singscoreCall(entry: ReferenceEntry, name: string): Counterpart | Without {
  const parts = name.split("_").slice(1);
  if (parts[0] === "null" || parts[0] === "pvals") {
    return without(
      "generateNull, getPvals",
      "random sets of R's generator; ours are drawn by a seeded generator and honour (b + 1) / (B + 1)",
    );
  }
  const common = { ...base, method: "singscore", field: name.includes("dispersion") ? "dispersion" : "score" } as const;
  if (parts[0] === "stable") {
    if (parts[1] === "ranks")
      return without("rankGenes(stableGenes)", "ranks as such are not an output; the scores made of them are compared");
    const stable = /stableGenes=c\(([^)]*)\)/.exec(entry.call)?.[1] ?? "";
    return {
      ...common,
      call: `${parts[1]} set, stableGenes`,
      options: { "singscore.stable": stable, "singscore.missing": "propagate" },
    };
  }
  if (parts[0] === "ranks")
    return without("rankGenes", "ranks as such are not an output; the scores made of them are compared");
  const [shape, ties] = parts;
  const unknown = name.includes("unknown");
  const options = {
    "singscore.ties": ties,
    "singscore.centre": !name.includes("uncentered"),
    "singscore.direction": unknown ? "unknown" : "known",
    "singscore.missing": "propagate",
  };
  const centred = unknown ? "unknown direction" : name.includes("uncentered") ? "uncentred" : "centred";
  return { ...common, call: `${shape === "bidir" ? "up and down set" : "one set"}, ${ties}, ${centred}`, options };
}

function gsvaCall(entry: ReferenceEntry, dataSet: string, name: string): Counterpart | Without {
  const old = entry.version.startsWith("1.46");
  const [, method, ...rest] = name.split("_");
  if (method === "gsva") return gsvaGsvaCall(dataSet, rest, old);
  if (method === "plage") return without("plage", "its sign is arbitrary");
  if (method === "zscore") {
    return { ...base, call: "zscore", method: "zscore", options: { "zscore.missing": "drop" }, repeats: old };
  }
  const alpha = Number(/(?:tau|alpha)([\d.]+)/.exec(name)?.[1] ?? 0.25);
  const normalise = rest.includes("norm") ? "gsva" : "none";
  const missing = rest.includes("narm") ? "omit" : "propagate";
  const naTrap =
    old && dataSet === "small_na" && alpha === 0
      ? "R's NA^0 is 1, so a gene without a value counts; ours gives null"
      : old && dataSet === "small_na" && normalise === "gsva"
        ? "one NA makes the whole normalised matrix NA; ours takes the range of the scores that there are"
        : null;
  return {
    ...base,
    call: `ssgsea alpha=${alpha}${normalise === "gsva" ? ", normalised" : ""}${dataSet === "small_na" && !old ? `, use=${missing === "omit" ? "na.rm" : "everything"}` : ""}`,
    method: "ssgsea",
    options: { "ssgsea.alpha": alpha, "ssgsea.ties": "gsva", "ssgsea.missing": missing, ...normalised(normalise) },
    field: normalise === "none" ? "score" : "normalised",
    repeats: old,
    difference: naTrap,
  };
}

/** @param parts of the file name behind the method, such as `Gaussian`, `mxdiff`, `absrank` */
function gsvaGsvaCall(dataSet: string, parts: readonly string[], old: boolean): Counterpart | Without {
  const kcdf = parts[0].toLowerCase();
  const call = `gsva ${parts.join(", ")}`;
  if (kcdf === "poisson") return without(call, "Poisson kernels: not offered");
  if (kcdf === "auto" && dataSet === "counts")
    return without(call, "takes Poisson kernels for whole numbers: not offered");
  if (parts.includes("dgCMatrix"))
    return without(call, "gives a sparse matrix other scores than the same matrix stored in full");
  if (parts.includes("everything")) return without(call, "a score is NA as soon as one gene of the matrix has an NA");
  return {
    ...base,
    call,
    method: "gsva",
    options: {
      "gsva.kcdf": kcdf,
      "gsva.ties": "gsva",
      "gsva.maxDiff": !parts.includes("maxdev"),
      "gsva.absRanking": parts.includes("absrank"),
      ...(old && dataSet === "small_na" ? { "gsva.missing": "drop" } : {}),
    },
    difference: parts.includes("narm") ? "genes without a value in the sample still count among its genes" : null,
    except: old
      ? { DUP: "a gene that the set names twice counts twice in the sum of the steps and takes its step once" }
      : {},
  };
}

const NO_GENES = { ALLMISS: "no gene of the set is in the matrix: 0 there, null with the reason here" };

function ucellCall(name: string): Counterpart {
  const maxRank = Number(/maxRank(\d+)/.exec(name)?.[1]);
  const weight = /wneg([\d.]+)/.exec(name)?.[1];
  const missing = name.endsWith("skip") ? "skip" : "impute";
  return {
    ...base,
    call:
      weight === undefined ? `maxRank=${maxRank}, ${missing}` : `up and down set, maxRank=${maxRank}, w_neg=${weight}`,
    method: "ucell",
    options: {
      "ucell.maxRank": maxRank,
      "ucell.missing": missing,
      "ucell.na": "last",
      "ucell.negativeWeight": Number(weight ?? 1),
    },
    except: NO_GENES,
  };
}

function aucellCall(dataSet: string, name: string): Counterpart | Without {
  const maxRank = Number(/maxrank(\d+)/.exec(name)?.[1]);
  if (Number.isNaN(maxRank))
    return without("AUCell_buildRankings", "a random order of tied genes; the scores made of it are compared");
  // all and tgfb have no ties that matter, and no ranking is stored for them.
  const stored = dataSet !== "all" && dataSet !== "tgfb";
  return {
    ...base,
    call: `aucMaxRank=${maxRank}`,
    method: "aucell",
    options: { "aucell.maxRank": maxRank, "aucell.missing": "last" },
    ranking: stored ? "aucell_rankings_seed123.csv" : null,
  };
}

function pyucellCall(dataSet: string, name: string): Counterpart {
  const maxRank = Number(/maxrank(\d+)/.exec(name)?.[1]);
  const missing = name.endsWith("skip") ? "skip" : "impute";
  const zeros = dataSet === "small_ties" || dataSet === "counts";
  const short = dataSet.startsWith("small_") && maxRank > 40;
  return {
    ...base,
    call: `maxRank=${maxRank}, ${missing}`,
    method: "ucell",
    options: { "ucell.maxRank": maxRank, "ucell.missing": missing, "ucell.na": "last" },
    repeats: true,
    tolerance: 1e-6,
    except: NO_GENES,
    difference: zeros
      ? "gives every zero the rank maxRank and cuts average ranks to whole numbers"
      : short
        ? "does not cap maxRank at the number of genes"
        : null,
  };
}

function decouplerCall(name: string): Counterpart {
  const top = /nup(\w+)/.exec(name)?.[1] ?? "None";
  return {
    ...base,
    call: `aucell n_up=${top === "None" ? "5%" : top}`,
    method: "aucell",
    options: { "aucell.maxRank": top === "None" ? 0.05 : Number(top), "aucell.ties": "first" },
  };
}

function gseapyCall(name: string): Counterpart {
  const normalise = name.endsWith("NES") ? "gsva" : "none";
  return {
    ...base,
    call: normalise === "gsva" ? "ssgsea NES" : "ssgsea ES",
    method: "ssgsea",
    options: { "ssgsea.ties": "gseapy", ...normalised(normalise) },
    field: normalise === "none" ? "score" : "normalised",
  };
}

const NA_HIGHEST = "ranks a missing value as the most expressed gene";

function hacksigCall(dataSet: string, name: string): Counterpart | Without {
  const [, method, variant] = name.split("_");
  const difference = dataSet === "small_na" ? NA_HIGHEST : null;
  if (method === "ssgsea") {
    const normalise = variant === "all" ? "gsva" : variant === "separate" ? "signature" : "none";
    return {
      ...base,
      call: `ssgsea sample_norm=${variant}`,
      method: "ssgsea",
      options: { "ssgsea.ties": "first", ...normalised(normalise) },
      field: normalise === "none" ? "score" : "normalised",
      difference,
    };
  }
  if (method === "singscore") {
    if (variant === "none")
      return without("singscore direction=none", "bounds of its own: ceil(k / 2), and the middle at ceil(N / 2)");
    return {
      ...base,
      call: `singscore direction=${variant}`,
      method: "singscore",
      options: { "singscore.ties": "average", "singscore.centre": false },
      arm: variant === "down" ? "down" : "up",
      difference,
    };
  }
  const counts = dataSet === "counts" || dataSet === "small_na";
  return {
    ...base,
    call: "zscore",
    method: "zscore",
    options: {},
    difference: counts
      ? "divides by the square root of all genes of the set, those without variation or value included"
      : null,
  };
}

function ssgsea2Call(name: string): Counterpart | Without {
  const [, , correl, statistic, weight] = name.split("_");
  const call = `ssGSEA correl=${correl}, statistic=${statistic}, weight=${weight?.slice(1)}`;
  if (correl !== "rank") return without(call, "weighs by z-scores of the values");
  if (statistic !== "auc") return without(call, "the maximum of the running sum, not its area");
  return {
    ...base,
    call,
    method: "ssgsea",
    options: { "ssgsea.ties": "first", "ssgsea.alpha": Number(weight.slice(1)) },
  };
}

function decouplerRCall(name: string): Counterpart | Without {
  if (name.endsWith("ulm")) return without("run_ulm", "a regression over all genes, not over a set's");
  return {
    ...base,
    call: "run_wsum",
    method: "weighted-sum",
    options: { "weighted-sum.on": "values" },
    except: { MISS: "genes are missing: summed without them there, null with the reason here" },
  };
}
