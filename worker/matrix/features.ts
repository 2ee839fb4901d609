/** Features that are no genes: antibodies and guides stand in the same 10x matrix, and would take part in the ranks. */
import type { Warning } from "../engine/scored.ts";
import { type DenseBlock, isSparse, type MatrixReader, type SampleBlock, type SparseBlock } from "./reader.ts";

const EXPRESSION = "Gene Expression";

/**
 * The matrix without features of other types, with a warning that says so.
 *
 * @param types of the features, one a gene; a matrix that does not name gene expression is left as it is
 */
export function expressionOnly(reader: MatrixReader, types: readonly string[]): MatrixReader {
  const shape = reader.describe();
  const kept = types.map((type) => type === EXPRESSION);
  const count = kept.filter(Boolean).length;
  if (count === 0 || count === types.length) return reader;
  const others = [...new Set(types.filter((type) => type !== EXPRESSION))].join(", ");
  const detail = `${types.length - count} features are no genes (${others}) and were left out.`;
  const warning: Warning = { type: "other-features", detail, count: types.length - count };
  const genes = shape.genes.map(({ header, values }) => ({ header, values: values.filter((_, gene) => kept[gene]) }));
  const placeOf = new Int32Array(types.length).fill(-1);
  let place = 0;
  for (const [gene, keep] of kept.entries()) if (keep) placeOf[gene] = place++;
  return {
    describe: () => ({ ...shape, genes, warnings: [...shape.warnings, warning] }),
    columns: (first, last) => selected(reader.columns(first, last), placeOf, count),
  };
}

async function* selected(
  blocks: AsyncGenerator<SampleBlock, void>,
  placeOf: Int32Array,
  count: number,
): AsyncGenerator<SampleBlock, void> {
  for await (const block of blocks)
    yield isSparse(block) ? sparsePart(block, placeOf) : densePart(block, placeOf, count);
}

function sparsePart({ samples, starts, genes, values }: SparseBlock, placeOf: Int32Array): SparseBlock {
  const kept = { starts: new Float64Array(samples + 1), genes: [] as number[], values: [] as number[] };
  for (let sample = 0; sample < samples; sample++) {
    for (let i = starts[sample]; i < starts[sample + 1]; i++) {
      const place = placeOf[genes[i]];
      if (place === -1) continue;
      // A place beyond the features stays one: whoever counts it refuses it.
      kept.genes.push(place ?? genes[i]);
      kept.values.push(values[i]);
    }
    kept.starts[sample + 1] = kept.genes.length;
  }
  return { samples, starts: kept.starts, genes: kept.genes, values: Float64Array.from(kept.values) };
}

function densePart({ samples, values }: DenseBlock, placeOf: Int32Array, count: number): DenseBlock {
  const kept = new Float64Array(samples * count);
  for (let sample = 0; sample < samples; sample++) {
    for (let gene = 0; gene < placeOf.length; gene++) {
      if (placeOf[gene] >= 0) kept[sample * count + placeOf[gene]] = values[sample * placeOf.length + gene];
    }
  }
  return { samples, values: kept };
}
