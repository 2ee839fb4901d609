/** Crosstalk: what radiotherapy and chemotherapy each shifted within subjects, and what that is read as. */
export { type CrosstalkResult, crosstalk } from "./crosstalk.ts";
export type { Modality } from "./design.ts";
export { CORE_PROGRAMMES, SHOWN_PROGRAMMES } from "./programmes.ts";
export { READINGS, type Reading, type ReadingClass } from "./reading.ts";
export { crosstalkSignatures, geneSignature, p53Targets } from "./request.ts";
