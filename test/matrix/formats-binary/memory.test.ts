import { expect, test } from "vitest";
import { nodeRanker } from "../../../scripts/node/kernel.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { LIMITS } from "../../../worker/limits.ts";
import type { MatrixFolder } from "../../../worker/matrix/source.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/platform.ts";
import { upSet } from "../../support/score.ts";
import { variableStrings } from "../../support/zarr.ts";

const CELLS = 100_000;
const GENES = 20_000;
const STORED = 50;
const CHUNK = 500_000;

const GENES_OF_SET = Array.from({ length: 50 }, (_, i) => `G${397 * i}`);

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A CSR AnnData whose chunks are made when they are asked for, so that nothing but the reader holds anything. */
function cells(): MatrixFolder {
  const json = (value: unknown) => utf8(JSON.stringify(value));
  const groups: Record<string, Record<string, unknown>> = {
    "": { "encoding-type": "anndata" },
    obs: { "encoding-type": "dataframe", _index: "names" },
    var: { "encoding-type": "dataframe", _index: "names" },
    X: { "encoding-type": "csr_matrix", shape: [CELLS, GENES] },
  };
  const stored = CELLS * STORED;
  const arrays: Record<
    string,
    { length: number; type: string; codec: string; make(first: number, count: number): Uint8Array }
  > = {
    "obs/names": strings(CELLS, (i) => `cell-${i}`),
    "var/names": strings(GENES, (i) => `G${i}`),
    "X/indptr": numbers("int64", CELLS + 1, (i) => i * STORED),
    "X/indices": numbers("int32", stored, (i) => ((i % STORED) * 397 + (Math.floor(i / STORED) % 397)) % GENES),
    "X/data": numbers("float32", stored, (i) => 1 + (i % 7)),
  };
  const read = (path: string): Uint8Array | null => {
    const [, node, file] = /^(?:(.*)\/)?(zarr\.json|c\/\d+)$/.exec(path) ?? [];
    const attributes = groups[node ?? ""];
    if (file === "zarr.json" && attributes !== undefined)
      return json({ zarr_format: 3, node_type: "group", attributes });
    const array = arrays[node ?? ""];
    if (array === undefined) return null;
    const { length, type, codec, make } = array;
    if (file !== "zarr.json") {
      const first = Number(file.slice(2)) * CHUNK;
      return first < length ? make(first, CHUNK) : null;
    }
    return json({
      zarr_format: 3,
      node_type: "array",
      shape: [length],
      data_type: type,
      fill_value: 0,
      chunk_grid: { name: "regular", configuration: { chunk_shape: [CHUNK] } },
      chunk_key_encoding: { name: "default" },
      codecs: [{ name: codec, configuration: { endian: "little" } }],
    });
  };
  return {
    name: "cells.zarr",
    list: async () => ["zarr.json"],
    file: async () => null,
    read: async (path) => read(path),
  };
}

function numbers(type: "int32" | "int64" | "float32", length: number, value: (i: number) => number) {
  const make = (first: number, count: number) => {
    const values =
      type === "float32"
        ? Float32Array.from({ length: count }, (_, i) => value(first + i))
        : type === "int32"
          ? Int32Array.from({ length: count }, (_, i) => value(first + i))
          : BigInt64Array.from({ length: count }, (_, i) => BigInt(value(first + i)));
    return new Uint8Array(values.buffer);
  };
  return { length, type, codec: "bytes", make };
}

function strings(length: number, name: (i: number) => string) {
  const make = (first: number) => {
    const count = Math.min(CHUNK, length - first);
    return variableStrings(Array.from({ length: count }, (_, i) => name(first + i)));
  };
  return { length, type: "string", codec: "vlen-utf8", make };
}

test("a sparse matrix of 100,000 cells is scored in less than 64 MB by our own account", async () => {
  const scored = await scoreMatrix(
    cells(),
    { signatures: [upSet("set", GENES_OF_SET)], options: {}, literalIdentifiers: true, duplicates: "error" },
    { ranker: await nodeRanker("wasm"), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) },
  );
  expect(scored.samples).toHaveLength(CELLS);
  expect(scored.measured[CELLS - 1]).toBe(GENES);
  expect(scored.columns[0].values.some(Number.isFinite)).toBe(true);
  expect(scored.engine.heldBytes).toBeLessThan(64 * 1024 * 1024);
  console.log(`100,000 cells: ${(scored.engine.heldBytes / 2 ** 20).toFixed(1)} MB held`);
}, 30_000);
