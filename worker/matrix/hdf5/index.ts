/** HDF5 matrices: AnnData (`.h5ad`) and Cell Ranger's feature-barcode matrix (`.h5`). */
import { Problem } from "../../problem.ts";
import type { MatrixReader } from "../reader.ts";
import type { ReadingRequest } from "../recognise.ts";
import type { RangedSource } from "../source.ts";
import { openAnnData } from "../tree/anndata.ts";
import { openTenX } from "./tenx.ts";
import { openHdf5 } from "./tree.ts";

/** @throws Problem `bad-hdf5` and others for what is in it; `not-a-matrix` where it is neither */
export async function openHdf5Matrix(source: RangedSource, request: ReadingRequest): Promise<MatrixReader> {
  const tree = await openHdf5(source, request.platform);
  const reader = (await openAnnData(tree, request.layer)) ?? (await openTenX(tree));
  if (reader !== null) return reader;
  const names = tree.root.kind === "group" ? (await tree.root.names()).slice(0, 5).join(", ") : "one array";
  const detail = `The HDF5 file holds ${names || "nothing"}. Expected AnnData (X, obs and var) or a 10x matrix (matrix/barcodes, ...).`;
  throw new Problem("not-a-matrix", detail, { expected: "AnnData or a 10x feature-barcode matrix" });
}
