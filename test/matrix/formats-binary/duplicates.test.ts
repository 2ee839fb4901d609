import { describe, expect, test } from "vitest";
import type { OptionValues } from "../../../worker/engine/methods/method.ts";
import type { MatrixFolder } from "../../../worker/matrix/source.ts";
import { memoryFolder, rangedSource } from "../../support/formats.ts";
import { scoreBoth, upSet } from "../../support/score.ts";
import { variableStrings } from "../../support/zarr.ts";

const GENES = ["A", "B", "x1", "A", "x2", "B", "C", "A", "x3", "x4"];
const SAMPLES = ["s1", "s2", "s3"];
/** Samples x genes; genes A and B stand there three times and twice. */
const VALUES = [
  [0, 3, 1, 5, 0, 0, 2, 4, 0, 7],
  [2, 0, 0, 0, 0, 0, 0, -2, 1, 0],
  [0, 1, 1, 0, 1, 9, 0, 0, 0, 1],
];

const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function array(shape: number[], type: string): Uint8Array {
  return utf8({
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: type,
    fill_value: 0,
    chunk_grid: { name: "regular", configuration: { chunk_shape: shape } },
    chunk_key_encoding: { name: "default" },
    codecs: [{ name: "bytes", configuration: { endian: "little" } }],
  });
}

const bytesOf = ({ buffer }: { buffer: ArrayBufferLike }) => new Uint8Array(buffer);

function table(path: string, list: readonly string[]): [string, Uint8Array][] {
  const meta = JSON.parse(new TextDecoder().decode(array([list.length], "string")));
  const attributes = { "encoding-type": "dataframe", _index: "names" };
  return [
    [`${path}/zarr.json`, utf8({ zarr_format: 3, node_type: "group", attributes })],
    [`${path}/names/zarr.json`, utf8({ ...meta, codecs: [{ name: "vlen-utf8" }] })],
    [`${path}/names/c/0`, variableStrings(list)],
  ];
}

function sparse(): MatrixFolder {
  // Backwards, and with a stored zero: neither may matter.
  const rows = VALUES.map((row) => [...row.entries()].filter(([gene, value]) => value !== 0 || gene === 4).reverse());
  const entries = rows.flat();
  const starts = rows.map((_, row) => rows.slice(0, row).reduce((sum, { length }) => sum + length, 0));
  const attributes = { "encoding-type": "csr_matrix", shape: [SAMPLES.length, GENES.length] };
  return memoryFolder(
    new Map([
      ["zarr.json", utf8({ zarr_format: 3, node_type: "group", attributes: { "encoding-type": "anndata" } })],
      ...table("obs", SAMPLES),
      ...table("var", GENES),
      ["X/zarr.json", utf8({ zarr_format: 3, node_type: "group", attributes })],
      ["X/data/zarr.json", array([entries.length], "float32")],
      ["X/data/c/0", bytesOf(Float32Array.from(entries, ([, value]) => value))],
      ["X/indices/zarr.json", array([entries.length], "int32")],
      ["X/indices/c/0", bytesOf(Int32Array.from(entries, ([gene]) => gene))],
      ["X/indptr/zarr.json", array([SAMPLES.length + 1], "int32")],
      ["X/indptr/c/0", bytesOf(Int32Array.from([...starts, entries.length]))],
    ]),
  );
}

function dense(): MatrixFolder {
  return memoryFolder(
    new Map([
      ["zarr.json", utf8({ zarr_format: 3, node_type: "group", attributes: { samples: SAMPLES, genes: GENES } })],
      ["X/zarr.json", array([SAMPLES.length, GENES.length], "float64")],
      ["X/c/0/0", bytesOf(Float64Array.from(VALUES.flat()))],
    ]),
  );
}

function text() {
  const rows = GENES.map((gene, at) => [gene, ...VALUES.map((row) => row[at])].join("\t"));
  return rangedSource(new TextEncoder().encode(`${["gene", ...SAMPLES].join("\t")}\n${rows.join("\n")}\n`), "m.tsv");
}

const CHOICES: OptionValues[] = [{}, { "ssgsea.ties": "gsva", "aucell.ties": "first" }, { "null.permutations": 50 }];

const signatures = [upSet("abc", ["A", "B", "C"]), upSet("c", ["C"])];

describe("a gene on several rows is merged alike, whatever the format", () => {
  for (const duplicates of ["first", "mean", "max"] as const) {
    for (const options of CHOICES) {
      test(`${duplicates} ${JSON.stringify(options)}`, async () => {
        const request = { signatures, duplicates, options, methods: ["singscore", "ssgsea", "ucell"] as const };
        const found = [];
        for (const matrix of [text(), dense(), sparse()]) {
          const { samples, measured, columns, matrix: summary } = await scoreBoth(() => matrix, request);
          found.push({ samples, measured, columns, genes: summary.genes });
        }
        expect(found[1]).toEqual(found[0]);
        expect(found[2]).toEqual(found[0]);
      });
    }
  }

  test("and is an error by default, which names the places", async () => {
    for (const matrix of [dense(), sparse()]) {
      await expect(scoreBoth(() => matrix, { signatures })).rejects.toMatchObject({
        type: "duplicate-genes",
        message: expect.stringContaining("A (columns 1, 4, 8)"),
      });
    }
  });
});
