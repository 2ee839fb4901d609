/** Zarr matrices, versions 2 and 3: AnnData and plain `[samples, genes]`. */
import { zarrRoot } from "../folder.ts";
import type { MatrixReader } from "../reader.ts";
import type { ReadingRequest } from "../recognise.ts";
import type { MatrixFolder } from "../source.ts";
import { openAnnData } from "../tree/anndata.ts";
import { openPlainZarr } from "./plain.ts";
import { openZarr } from "./tree.ts";

/** @returns null where the folder is no Zarr hierarchy @throws Problem `bad-zarr` and others for what is in it */
export async function openZarrMatrix(folder: MatrixFolder, request: ReadingRequest): Promise<MatrixReader | null> {
  const tree = (await openZarr(folder, request.platform)) ?? (await openZarr(await zarrRoot(folder), request.platform));
  if (tree === null) return null;
  return (await openAnnData(tree, request.layer)) ?? openPlainZarr(tree);
}
