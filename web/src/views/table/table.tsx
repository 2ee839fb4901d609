/** Every sample as a row: sorted, filtered, and only those on the screen drawn. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { CLASS_NAMES } from "../../../../worker/engine/cohort/calls.ts";
import { classText, countText } from "../../../../worker/results/words.ts";
import type { CohortView } from "../../cohort.ts";
import { focused, select, selected } from "../../session.ts";
import { Choice } from "../prepare/settings-form.tsx";
import { columnsOf, type Sorting, sortedSamples, type TableColumn } from "./columns.ts";

const ROW = 34;
const SHOWN_ROWS = 14;
/** Rows drawn beyond the edges, so that fast scrolling shows no gap. */
const OVERSCAN = 8;

const ANY = "any";

export function SampleTable({ view }: { view: CohortView }) {
  const columns = useMemo(() => columnsOf(view), [view]);
  const sorting = useSignal<Sorting | null>(null);
  const text = useSignal("");
  const radiation = useSignal(ANY);
  const chemo = useSignal(ANY);
  const onlySelected = useSignal(false);
  const chosen = selected.value;
  const rows = useMemo(() => {
    const words = text.value.trim().toLowerCase();
    const classes = view.classes;
    const wanted = (sample: number) =>
      (words === "" || view.samples[sample].toLowerCase().includes(words)) &&
      (classes === null || radiation.value === ANY || CLASS_NAMES[classes.radiation[sample]] === radiation.value) &&
      (classes === null || chemo.value === ANY || CLASS_NAMES[classes.chemo[sample]] === chemo.value) &&
      (!onlySelected.value || chosen === null || chosen[sample] === 1);
    return sortedSamples(view, columns, sorting.value).filter(wanted);
  }, [view, columns, sorting.value, text.value, radiation.value, chemo.value, onlySelected.value, chosen]);
  const selectShown = () => {
    const marks = new Uint8Array(view.samples.length);
    for (const sample of rows) marks[sample] = 1;
    select(marks);
  };
  const classOptions = { [ANY]: ANY, ...Object.fromEntries(CLASS_NAMES.map((name) => [name, classText(name)])) };
  return (
    <section class="card" aria-labelledby="table-title">
      <div class="card-head">
        <h2 id="table-title">Samples</h2>
        <p class="hint" role="status">
          {rows.length === view.samples.length
            ? `${countText(rows.length)} samples`
            : `${countText(rows.length)} of ${countText(view.samples.length)} samples`}
        </p>
      </div>
      <div class="filters">
        <label class="choice">
          <span>Name</span>
          <input type="search" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
        </label>
        {view.classes !== null && (
          <>
            <Choice
              label="Radiation"
              value={radiation.value}
              options={classOptions}
              onChange={(v) => (radiation.value = v)}
            />
            <Choice label="Chemo" value={chemo.value} options={classOptions} onChange={(v) => (chemo.value = v)} />
          </>
        )}
        <label class="tick">
          <input
            type="checkbox"
            checked={onlySelected.value}
            onChange={(event) => (onlySelected.value = event.currentTarget.checked)}
          />{" "}
          selected only
        </label>
        <button type="button" onClick={selectShown} disabled={rows.length === 0 || rows.length === view.samples.length}>
          Select these
        </button>
      </div>
      <Grid columns={columns} rows={rows} sorting={sorting.value} onSort={(next) => (sorting.value = next)} />
    </section>
  );
}

interface GridProps {
  readonly columns: readonly TableColumn[];
  readonly rows: Uint32Array;
  readonly sorting: Sorting | null;
  onSort(sorting: Sorting): void;
}

function Grid({ columns, rows, sorting, onSort }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const open = focused.value;
  useEffect(() => {
    top.value = Math.min(top.value, Math.max(0, rows.length - SHOWN_ROWS) * ROW);
  }, [rows]);
  useEffect(() => {
    // Whoever sorts wants to see what comes first.
    scroller.current?.scrollTo(0, 0);
  }, [sorting]);
  useEffect(() => {
    if (open !== null) reveal(scroller.current, rows.indexOf(open));
  }, [open]);
  const first = Math.max(0, Math.floor(top.value / ROW) - OVERSCAN);
  const last = Math.min(rows.length, first + SHOWN_ROWS + 2 * OVERSCAN);
  const before = first * ROW;
  const after = (rows.length - last) * ROW;
  const sortBy = (column: number) =>
    onSort({ column, down: sorting?.column === column ? !sorting.down : columns[column].down });
  const step = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN_ROWS - 2, PageUp: 2 - SHOWN_ROWS }[event.key];
    if (by === undefined || rows.length === 0) return;
    event.preventDefault();
    const at = focused.value === null ? -1 : rows.indexOf(focused.value);
    focused.value = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  };
  return (
    <div
      class="grid"
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label="Samples; arrow keys move through them"
      onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={step}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, title, numeric }, at) => (
              <th
                key={name}
                scope="col"
                class={numeric ? "number" : undefined}
                aria-sort={sorting?.column === at ? (sorting.down ? "descending" : "ascending") : undefined}
              >
                <button type="button" class="link" title={title} onClick={() => sortBy(at)}>
                  {name}
                  <span class="arrow" aria-hidden="true">
                    {sorting?.column === at ? (sorting.down ? "↓" : "↑") : ""}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} columns={columns.length} />}
          {Array.from(rows.subarray(first, last), (sample, at) => (
            <Row key={sample} columns={columns} sample={sample} index={first + at + 2} open={sample === open} />
          ))}
          {after > 0 && <Spacer height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr style={{ height: `${height}px` }}>
      <td colSpan={columns} />
    </tr>
  );
}

interface RowProps {
  readonly columns: readonly TableColumn[];
  readonly sample: number;
  readonly index: number;
  readonly open: boolean;
}

function Row({ columns, sample, index, open }: RowProps) {
  const chosen = selected.value?.[sample] === 1;
  const [name, ...others] = columns;
  return (
    <tr
      aria-rowindex={index}
      aria-current={open ? "true" : undefined}
      class={chosen ? "chosen" : undefined}
      onClick={() => (focused.value = sample)}
    >
      <th scope="row">{name.text(sample)}</th>
      {others.map((column) => (
        <td key={column.name} class={column.numeric ? "number" : undefined}>
          {column.mark !== undefined && <span class={`dot fill-${column.mark(sample)}`} />}
          {column.text(sample)}
        </td>
      ))}
    </tr>
  );
}

function reveal(scroller: HTMLDivElement | null, row: number): void {
  if (scroller === null || row < 0) return;
  const head = ROW;
  const at = row * ROW;
  const seen = scroller.scrollTop;
  const room = scroller.clientHeight - head - ROW;
  if (at < seen) scroller.scrollTop = at;
  else if (at > seen + room) scroller.scrollTop = at - room;
}
