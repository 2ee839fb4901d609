/** What was recognised in a matrix: format, size, identifiers, scale, coverage and warnings. */
import { countText } from "../../../../worker/results/words.ts";
import type { ResultHead } from "../../cohort.ts";
import { fullName } from "../../signatures.ts";

const IDENTIFIERS: Readonly<Record<string, string>> = {
  symbol: "HGNC symbols",
  entrez: "Entrez gene ids",
  ensembl: "Ensembl gene ids",
  mixed: "of several kinds",
  literal: "matched letter by letter",
};

const SCALES: Readonly<Record<string, string>> = {
  continuous: "continuous",
  counts: "counts",
  centred: "centred on 0 by gene",
};

export function Recognised({ head }: { head: ResultHead }) {
  const { matrix, signatures, cohort } = head;
  const warnings = [...matrix.warnings, ...(cohort?.warnings ?? [])];
  return (
    <>
      <dl class="recognised">
        <Fact name="Format" value={formatText(matrix.format)} />
        <Fact name="Samples" value={countText(matrix.samples)} />
        <Fact name="Genes" value={countText(matrix.genes)} />
        <Fact name="Identifiers" value={IDENTIFIERS[matrix.identifiers] ?? matrix.identifiers} />
        <Fact name="Values" value={SCALES[matrix.values]} />
      </dl>
      {cohort !== undefined && <p class="hint">Compared with each other: {cohort.eligibility.basis}.</p>}
      <h3 id="coverage">Genes found of each signature</h3>
      <ul class="coverage" aria-labelledby="coverage">
        {signatures.map(({ id, present, total, missing, reason }) => (
          <li key={id} title={missing.length === 0 ? undefined : `Missing: ${missing.join(", ")}`}>
            <span class="name">{fullName(id)}</span>
            <meter min={0} max={total} value={present} aria-label={`${fullName(id)}: ${present} of ${total} genes`} />
            <span class="number">
              {present} of {total}
            </span>
            {reason !== null && <span class="hint wide">Not scored: {reason}.</span>}
          </li>
        ))}
      </ul>
      {warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings">
          {warnings.map(({ type, detail }) => (
            <li key={type + detail}>{detail}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** "gct-1.2.gz" as "GCT 1.2, gzip"; names of other formats are words already. */
function formatText(format: string): string {
  return format.replace(/\.gz$/, ", gzip").replace(/^(tsv|csv|gct)-?/, (name) => name.toUpperCase().replace("-", " "));
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
