/** The first view: give a matrix. */
import { useSignal } from "@preact/signals";
import { EXAMPLE, openExample } from "../example.ts";
import { chooseInput } from "../session.ts";
import { FilePicker } from "./file-picker.tsx";

export function Welcome() {
  const pasting = useSignal(false);
  return (
    <div class="welcome">
      <h1>Resistance signatures, sample by sample</h1>
      <p class="lead">
        Published expression signatures of resistance to radiotherapy and to DNA-damaging chemotherapy, scored for every
        sample of a matrix, with the evidence behind each class.
      </p>
      <section class="drop" aria-label="Expression matrix">
        <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
          <path d="M24 31V11m-8 8 8-8 8 8M10 30v6a3 3 0 0 0 3 3h22a3 3 0 0 0 3-3v-6" />
        </svg>
        <p class="invitation">Drop an expression matrix here</p>
        <p class="hint">
          Text (TSV, CSV, GCT, GEO series matrix), AnnData, 10x, Parquet, Feather or zipped Zarr; text may be gzip.
        </p>
        <div class="choices">
          <FilePicker label="Choose a file" primary onFile={(file) => chooseInput({ kind: "file", file })} />
          <button type="button" onClick={() => openExample("here")}>
            Open the example cohort
          </button>
          <button type="button" aria-expanded={pasting.value} onClick={() => (pasting.value = !pasting.value)}>
            Paste a table
          </button>
        </div>
        {pasting.value && <Paste />}
      </section>
      <ul class="facts">
        <li>
          <strong>Your data stays here.</strong> It leaves this computer only if you ask the server to score it. Nothing
          is kept, and nothing is loaded from elsewhere.
        </li>
        <li>
          <strong>Ranks, not levels.</strong> A score depends on the order of genes within a sample, so files of any
          scale and of several gigabytes can be read as a stream.
        </li>
        <li>
          <strong>Research use only.</strong> A class is an expression pattern relative to a stated reference, not a
          prediction for a patient.
        </li>
      </ul>
      <Bucket />
      <p class="hint">
        The example: {EXAMPLE.title}. {EXAMPLE.caution}
      </p>
    </div>
  );
}

function Paste() {
  const text = useSignal("");
  const take = () => chooseInput({ kind: "file", file: new File([text.value], "pasted.tsv") });
  return (
    <div class="paste">
      <label>
        A table with a header, separated by tabs or commas
        <textarea
          rows={6}
          spellcheck={false}
          placeholder={"gene\tS1\tS2\nSTAT1\t8.1\t7.4"}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <button type="button" class="primary" disabled={text.value.trim() === ""} onClick={take}>
        Use this table
      </button>
    </div>
  );
}

function Bucket() {
  const bucket = useSignal("matrices");
  const key = useSignal("");
  const take = (event: Event) => {
    event.preventDefault();
    chooseInput({ kind: "object", bucket: bucket.value.trim(), key: key.value.trim() });
  };
  return (
    <details class="bucket">
      <summary>Score an object that the server can read</summary>
      <form onSubmit={take}>
        <label>
          Bucket
          <input required value={bucket.value} onInput={(event) => (bucket.value = event.currentTarget.value)} />
        </label>
        <label class="wide">
          Key
          <input
            required
            placeholder="study/matrix.tsv.gz"
            value={key.value}
            onInput={(event) => (key.value = event.currentTarget.value)}
          />
        </label>
        <button type="submit">Use this object</button>
      </form>
    </details>
  );
}
