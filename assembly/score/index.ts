/** Scores of one sample and one set: free functions over addresses, no allocation, no imports. */
export { aucell } from "./aucell";
export { measuredGenes } from "./coverage";
export { rankLinear } from "./rank-linear";
export { singscore } from "./singscore";
export { ssgsea } from "./ssgsea";
export { ucell } from "./ucell";
