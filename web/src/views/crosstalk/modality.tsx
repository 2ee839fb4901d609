/** The shifts of each treatment: reading, figures and table. */
import { useCallback, useMemo } from "preact/hooks";
import type { CrosstalkReport } from "../../../../worker/crosstalk.ts";
import type { Theme } from "../../../../worker/results/figure/theme.ts";
import { countText } from "../../../../worker/results/words.ts";
import { theme } from "../../appearance.ts";
import type { LegendGroup } from "../../plot/legend.ts";
import { drawPanels, type Panel, panelsHeight, panelsLegend } from "../../plot/panels.ts";
import { drawShifts, shiftsHeight, shiftsLegend } from "../../plot/shifts.ts";
import { programmeName } from "../../signatures.ts";
import { type Draw, Figure } from "../cohort/figure.tsx";
import { Meaning } from "../cohort/meaning.tsx";

/** False discovery rate up to which the reading counts a shift. */
const LEVEL = 0.05;

type ModalityReading = CrosstalkReport["readings"][number];
type ProgrammeShift = CrosstalkReport["programmes"][number];

const TREATMENTS: Readonly<Record<ModalityReading["modality"], string>> = {
  RT: "Radiotherapy",
  CT: "Chemotherapy",
  CRT: "Radiotherapy and chemotherapy together",
};

export function Modalities({ report, base }: { report: CrosstalkReport; base: string }) {
  const { readings, reading, sharing } = report;
  return (
    <>
      <p class="research">
        Research use only: a reading is the name of a pattern, not how the tumour answers the next treatment.
      </p>
      {readings.length > 1 && (
        <p>
          All treatments together: <strong>{reading.class}</strong>. {reading.rule}
        </p>
      )}
      {readings.map((one) => (
        <Modality key={one.modality} report={report} reading={one} base={base} />
      ))}
      {sharing.length > 0 && <Sharing report={report} />}
    </>
  );
}

function Modality({ report, reading, base }: { report: CrosstalkReport; reading: ModalityReading; base: string }) {
  const { modality, subjects, leftOut, labellings, exact, smallestP } = reading;
  const shifts = useMemo(() => report.programmes.filter((one) => one.modality === modality), [report, modality]);
  return (
    <section aria-label={TREATMENTS[modality]}>
      <h3>{TREATMENTS[modality]}</h3>
      <p>
        <strong>{reading.class}</strong>. {reading.rule}
      </p>
      <p class="hint">
        {countText(subjects.length)} subjects with untreated and treated samples
        {leftOut.length > 0 && `, ${countText(leftOut.length)} without an untreated one left out`};{" "}
        {exact ? "all" : "drawn"} {countText(labellings)} labellings; no p-value can be below {smallestP.toPrecision(2)}
        .
      </p>
      {subjects.length > 0 && (
        <>
          <ShiftPlot shifts={shifts} file={`${base}.${modality}.shifts`} />
          <Pairs report={report} modality={modality} file={`${base}.${modality}.pairs`} />
          <Courses report={report} modality={modality} file={`${base}.${modality}.course`} />
          <details>
            <summary>The numbers</summary>
            <div class="scroller" tabIndex={0} role="group" aria-label="The numbers">
              <ShiftTable shifts={shifts} />
            </div>
          </details>
        </>
      )}
    </section>
  );
}

const isShifted = ({ q }: ProgrammeShift) => q !== null && q <= LEVEL;

/** To three significant digits, and never longer than a column. */
function smallText(value: number | null): string {
  if (value === null) return "–";
  return value >= 1e-4 ? value.toPrecision(2) : value.toExponential(0);
}

function ShiftPlot({ shifts, file }: { shifts: readonly ProgrammeShift[]; file: string }) {
  const rows = shifts.map((one) => ({
    name: programmeName(one.id),
    shift: one.shift,
    interval: one.interval,
    words: one.core ? `q ${smallText(one.q)}` : "not tested",
    isShifted: isShifted(one),
  }));
  const draw = useCallback<Draw>((pen, width, _height, theme) => drawShifts(pen, width, rows, theme), [shifts]);
  const moved = shifts
    .filter(isShifted)
    .map(({ id, shift }) => `${programmeName(id)} ${(shift ?? 0) > 0 ? "up" : "down"}`);
  const label = `Shifts of ${shifts.length} programmes; at q up to ${LEVEL}: ${moved.join(", ") || "none"}. The table below holds them.`;
  const legend = (colours: Theme) => [shiftsLegend(LEVEL, colours)];
  return (
    <>
      <Figure
        label={label}
        file={file}
        height={(width) => shiftsHeight(width, rows.length)}
        draw={draw}
        legend={legend}
      />
      <Colours legend={legend} />
    </>
  );
}

interface PanelProps {
  readonly report: CrosstalkReport;
  readonly modality: ModalityReading["modality"];
  readonly file: string;
}

const BEFORE_AFTER = {
  names: [
    [0, "before"],
    [1, "after"],
  ] as const,
  title: "a line a subject",
};

/** Before and after, of the programmes that are tested. */
function Pairs({ report, modality, file }: PanelProps) {
  const tested = useMemo(() => testedIds(report), [report]);
  const panels = useMemo(
    () =>
      report.pairs
        .filter((pairs) => pairs.modality === modality && tested.has(pairs.id))
        .map(({ id, subjects }) => ({
          title: programmeName(id),
          lines: subjects.flatMap(({ before, after }) =>
            before === null || after === null ? [] : [[0, before, 1, after]],
          ),
        })),
    [report, modality],
  );
  const draw = useCallback<Draw>(
    (pen, width, _height, theme) => drawPanels(pen, width, panels, BEFORE_AFTER, theme),
    [panels],
  );
  const label = `Before and after in each subject: ${panels.map(rising).join("; ")}.`;
  return (
    <>
      <Panels label={label} file={file} panels={panels} draw={draw} />
      <Colours legend={panelsLegends} />
    </>
  );
}

const panelsLegends = (colours: Theme) => [panelsLegend(colours)];

interface PanelsProps {
  readonly label: string;
  readonly file: string;
  readonly panels: readonly Panel[];
  readonly draw: Draw;
}

function Panels({ panels, ...figure }: PanelsProps) {
  return <Figure {...figure} height={(width) => panelsHeight(width, panels.length)} legend={panelsLegends} />;
}

function Colours({ legend }: { legend: (colours: Theme) => readonly LegendGroup[] }) {
  return (
    <div class="meaning">
      {legend(theme.value).map((group) => (
        <Meaning key={group.title} {...group} />
      ))}
    </div>
  );
}

function rising({ title, lines }: Panel): string {
  return `${title} rose in ${lines.filter(([, before, , after]) => after > before).length} of ${lines.length}`;
}

/** The mean shift over days, where samples were taken on several. */
function Courses({ report, modality, file }: PanelProps) {
  const tested = useMemo(() => testedIds(report), [report]);
  const panels = useMemo(
    () =>
      report.courses
        .filter((course) => course.modality === modality && tested.has(course.id) && course.days.length > 1)
        .map(({ id, days }) => ({
          title: programmeName(id),
          lines: [[0, 0, ...days.flatMap(({ at, shift }) => [at, shift])]],
        })),
    [report, modality],
  );
  const axis = { names: null, title: "day" };
  const draw = useCallback<Draw>((pen, width, _height, theme) => drawPanels(pen, width, panels, axis, theme), [panels]);
  if (panels.length === 0) return null;
  const label = `Mean shift by day of ${panels.map(({ title }) => title).join(", ")}.`;
  return (
    <details>
      <summary>By day, mean shift over subjects</summary>
      <Panels label={label} file={file} panels={panels} draw={draw} />
    </details>
  );
}

function testedIds({ programmes }: CrosstalkReport): ReadonlySet<string> {
  return new Set(programmes.filter(({ core }) => core).map(({ id }) => id));
}

function ShiftTable({ shifts }: { shifts: readonly ProgrammeShift[] }) {
  const number = (value: number | undefined | null) => (value == null ? "–" : value.toFixed(4).replace("-", "\u2212"));
  return (
    <table class="shift-numbers">
      <caption>Shifts of singscores, and what permuted labels say of them</caption>
      <thead>
        <tr>
          {["Programme", "Shift", "95% interval", "p", "q"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shifts.map(({ id, shift, interval, p, q, core }) => (
          <tr key={id}>
            <th scope="row">{programmeName(id)}</th>
            <td class="number">{number(shift)}</td>
            <td class="number">{interval === null ? "–" : `${number(interval.low)} to ${number(interval.high)}`}</td>
            <td class="number">{smallText(p)}</td>
            <td class="number">{core ? smallText(q) : <span class="hint">not tested</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sharing({ report }: { report: CrosstalkReport }) {
  const words = ({ correlation, p, genes }: { correlation: number | null; p: number | null; genes: number }) =>
    correlation === null
      ? `too few genes (${genes})`
      : `correlation ${correlation.toFixed(2).replace("-", "\u2212")}, p ${smallText(p)}, ${countText(genes)} genes`;
  return (
    <section aria-label="Sharing">
      <h3>Do two treatments shift the same genes?</h3>
      <ul>
        {report.sharing.map((one) => (
          <li key={one.modalities.join()}>
            {one.modalities.join(" and ")}: {words(one)}; without targets of p53: {words(one.withoutP53Targets)}.
          </li>
        ))}
      </ul>
    </section>
  );
}
