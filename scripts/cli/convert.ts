/** `crossresist convert`: a matrix of any format that is read here as AnnData in Zarr 3, sample by sample. */
import { existsSync } from "node:fs";
import { isFolder, openReader } from "../../worker/matrix/recognise.ts";
import { nodePlatform as platform } from "../../worker/storage/node.ts";
import { coreIndex, openText } from "../convert/text.ts";
import { canConvert, writeZarr } from "../convert/zarr.ts";
import { nodeRanker } from "../node/kernel.ts";
import { defineCommand, Usage } from "./command.ts";
import { openMatrix } from "./files.ts";
import { counting } from "./progress.ts";

const UNTOLD = { begin: () => undefined, add: () => undefined };

export default defineCommand({
  name: "convert",
  synopsis: "IN OUT.zarr [options]",
  about: `Writes the matrix IN (any format that can be scored, - for standard input) as AnnData in Zarr 3, sample by sample:
dense values in chunks of 256 samples, sparse ones as CSR; float32 where that holds every value exactly, else
float64; zstd. A range of samples is then read without the others. OUT.zarr must not exist yet.`,
  options: {
    layer: {
      type: "string",
      value: "NAME",
      about: "AnnData's layer instead of X; raw for the matrix before filtering",
    },
  },
  examples: [["crossresist convert cohort.tsv.gz cohort.zarr", "once, for a matrix that is scored often or in parts"]],
  async run({ layer }, positionals) {
    const [from, to] = positionals;
    if (positionals.length !== 2) throw new Usage(`Expected IN and OUT.zarr, got ${positionals.length} names.`);
    if (!canConvert) throw new Usage(`convert needs Node 22.15 or later; this is ${process.version}.`);
    if (existsSync(to)) throw new Usage(`${to} exists already.`);
    const source = await openMatrix(from, UNTOLD);
    const { index } = coreIndex();
    const isGene = (name: string) => index.lookup(name) !== undefined;
    const numbers = await openReader(source, { platform, layer, isGene });
    if (numbers === null && isFolder(source)) throw new Error("a folder is no text");
    const reader =
      numbers ?? (await openText(source as Parameters<typeof openText>[0], platform, await nodeRanker("typescript")));
    const { samples, genes, layout, format } = reader.describe();
    const show = counting("samples");
    const type = await writeZarr(reader, to, (written) => show(written, samples.length));
    // In units of 1,024 bytes (Node's documentation of resourceUsage).
    const peak = ((1024 * process.resourceUsage().maxRSS) / 1e6).toFixed(0);
    process.stderr.write(
      `${format}: ${samples.length} samples x ${genes[0].values.length} genes, ${layout}, written as ${type}; ${peak} MB of memory at most.\n`,
    );
  },
});
