/** Small matrices for requests. */
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";

export const PANEL = panelGenes(defaultSignatures());

/** A value for a gene and a sample, without ties within a sample. */
export function expression(gene: number, sample: number): number {
  return ((gene * 7919 + sample * 104_729) % 65_537) / 8192;
}

/** Tab-separated text: the genes of the default signatures, and as many others; samples S1, S2 ... */
export function matrixText(
  samples: number,
  genes: readonly string[] = [...PANEL, ...PANEL.map((gene) => `NOT-${gene}`)],
): string {
  const names = Array.from({ length: samples }, (_, sample) => `S${sample + 1}`);
  const rows = genes.map((gene, at) => [gene, ...names.map((_, sample) => expression(at, sample))].join("\t"));
  return `${["gene", ...names].join("\t")}\n${rows.join("\n")}\n`;
}

export async function gzip(text: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

export async function joined(...pieces: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
