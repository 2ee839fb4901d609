/**
 * Crossresist as a library: `import { score } from "crossresist"`. What stands here is what others may build on; everything else may
 * change without notice. Research use only.
 */
export { type CatalogueEntry, catalogue as signatures } from "../catalogue/index.ts";
export type { CrosstalkReport } from "../crosstalk.ts";
export { METHOD_NAMES, type MethodName } from "../engine/signature.ts";
export { ENGINE_VERSION as version } from "../engine/version.ts";
export type { MatrixFolder, MatrixSource } from "../matrix/source.ts";
export { Problem, type ProblemDetails, type ProblemType } from "../problem.ts";
export { FORMAT_NAMES, type FormatName, type SampleRow } from "../results/index.ts";
export type { Matrix, MatrixTable } from "./matrix.ts";
export type { Result } from "./result.ts";
export { type CrosstalkOptions, crosstalk, type RunOptions, type ScoreOptions, score } from "./score.ts";
