/** Reasons for which whole families of methods cannot score a signature. */
import type { MethodName, Signature } from "../../signature.ts";

/** Why a signature without genes cannot be scored; null where it has some. */
export function refuseEmpty(signature: Signature): string | null {
  return signature.genes.length === 0 ? "the genes of the signature are not available" : null;
}

/** Genes whose direction is not known must never pass as up genes; only singscore has a formula for a set of them. */
export function refuseUndirected(signature: Signature, method: MethodName): string | null {
  const undirected = signature.genes.filter((gene) => gene.direction === 0).length;
  if (undirected === 0) return refuseEmpty(signature);
  const whose = undirected === signature.genes.length ? "the genes" : `${undirected} of the genes`;
  return `the direction of ${whose} is not known, and ${method} would score them as up`;
}

/** A set of genes with and without a direction: there is no formula for it. */
export function refuseMixed(signature: Signature, method: MethodName): string | null {
  const undirected = signature.genes.every((gene) => gene.direction === 0);
  return undirected ? refuseEmpty(signature) : refuseUndirected(signature, method);
}

/** Why a signature cannot be scored by a method that weighs its genes; null where every gene has a weight. */
export function refuseUnweighted(signature: Signature, method: MethodName): string | null {
  const unweighted = signature.genes.some((gene) => gene.weight === undefined);
  return refuseEmpty(signature) ?? (unweighted ? `${method} needs a weight for every gene` : null);
}
