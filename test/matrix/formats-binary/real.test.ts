import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeFolder } from "../../../scripts/node/folder.ts";
import { fileSource } from "../../../scripts/node/source.ts";
import { defaultSignatures } from "../../../worker/catalogue/index.ts";
import type { MatrixFolder, MatrixSource } from "../../../worker/matrix/source.ts";
import { sharedData } from "../../support/formats.ts";
import { scoreBoth } from "../../support/score.ts";

const data = sharedData();
const request = { signatures: defaultSignatures(), literalIdentifiers: false, partial: true };
const score = (matrix: MatrixSource | MatrixFolder) => scoreBoth(() => matrix, request);

/** Shapes as ../shared/data/formats/PROVENANCE.md states them. */
describe.skipIf(data === null)("real files of other people's making", () => {
  const formats = join(data ?? "", "formats");

  test("10x, Cell Ranger 3: the triplet and the HDF5 file say the same", async () => {
    const triplet = await score(nodeFolder(join(formats, "10x_v3")));
    const hdf5 = await score(await fileSource(join(formats, "10x_v3/filtered_feature_bc_matrix.h5")));
    expect(triplet.samples).toHaveLength(1107);
    expect(triplet.matrix.genes).toBe(507);
    expect(hdf5.columns).toEqual(triplet.columns);
    expect(hdf5.samples).toEqual(triplet.samples);
    expect(hdf5.measured).toEqual(triplet.measured);
  });

  test.each([
    ["P53_14samples_collapsed_symbols.gct", "gct-1.2", 9096, 14],
    ["Leukemia_hgu95av2.trim.gct", "gct-1.2", 9020, 48],
    ["test_l1000.gct", "gct-1.3", 978, 377],
    ["test_p100.gct", "gct-1.3", 96, 96],
  ])("GCT: %s", async (name, format, genes, count) => {
    const { matrix, samples, columns } = await score(await fileSource(join(formats, name)));
    expect(matrix).toMatchObject({ format, genes });
    expect(samples).toHaveLength(count);
    expect(columns.some(({ values }) => values.some(Number.isFinite))).toBe(genes > 900);
  });

  test("AnnData in a Zarr 3 zip that appends files written again; its values are scaled", async () => {
    const { samples, matrix } = await score(await fileSource(join(formats, "10x_pbmc68k_reduced.zarr.zip")));
    expect(samples).toHaveLength(700);
    expect(matrix).toMatchObject({ genes: 765, format: "anndata-zarr-v3-dense", values: "centred" });
  });

  test("h5ad of the NCI-60 scores as its text does where ranks decide", async () => {
    const h5ad = await score(await fileSource(join(formats, "nci60_u133a.h5ad")));
    const text = await score(await fileSource(join(data ?? "", "nci60_u133a/expr.tsv.gz")));
    expect(h5ad.samples).toEqual(text.samples);
    // The file holds float32, so that sums of values differ in their last digits.
    const byRank = ({ columns }: typeof text) => columns.filter(({ method }) => method !== "weighted-sum");
    expect(byRank(h5ad)).toEqual(byRank(text));
  });
});
