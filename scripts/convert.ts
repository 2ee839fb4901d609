/**
 * Converts a matrix of any format that is read here to AnnData in Zarr 3, laid out sample by sample.
 *
 *     npm run -s convert -- IN OUT.zarr [--layer NAME]
 */
import { existsSync } from "node:fs";
import { isFolder, openReader } from "../worker/matrix/recognise.ts";
import { platform } from "../worker/storage/platform.ts";
import { coreIndex, openText } from "./convert/text.ts";
import { writeZarr } from "./convert/zarr.ts";
import { command, readable, Usage } from "./node/command.ts";
import { nodeMatrix } from "./node/folder.ts";
import { nodeRanker } from "./node/kernel.ts";

const HELP = `Usage: npm run -s convert -- IN OUT.zarr [--layer NAME]

Writes the matrix IN (any format that can be scored) as AnnData in Zarr 3, sample by sample: dense values in chunks of 256 samples,
sparse ones as CSR; float32 where that holds every value exactly, else float64; zstd. OUT.zarr must not exist yet.
`;

await command(HELP, { layer: { type: "string" } } as const, async (values, positionals) => {
  const [from, to] = positionals;
  if (positionals.length !== 2) throw new Usage(`Expected IN and OUT.zarr, got ${positionals.length} names.`);
  if (existsSync(to)) throw new Usage(`${to} exists already.`);
  const source = await readable(from, () => nodeMatrix(from));
  const { index } = coreIndex();
  const isGene = (name: string) => index.lookup(name) !== undefined;
  const numbers = await openReader(source, { platform, layer: values.layer, isGene });
  if (numbers === null && isFolder(source)) throw new Error("a folder is no text");
  const reader =
    numbers ?? (await openText(source as Parameters<typeof openText>[0], platform, await nodeRanker("typescript")));
  const { samples, genes, layout, format } = reader.describe();
  const show = (written: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${written} of ${samples.length} samples `);
  };
  const type = await writeZarr(reader, to, show);
  process.stderr.write(
    `${format}: ${samples.length} samples x ${genes[0].values.length} genes, ${layout}, written as ${type}.\n`,
  );
});
