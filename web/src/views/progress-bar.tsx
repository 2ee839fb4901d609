/** How far a run is, how fast, and how long it will take. */
import type { Progress, Run } from "../engine/messages.ts";
import { bytesText, durationText } from "../words.ts";

interface Props {
  readonly where: Run["where"];
  readonly progress: Progress | null;
  readonly started: number;
}

/** Earlier than this no rate is worth saying. */
const SETTLED_S = 0.5;

export function ProgressBar({ where, progress, started }: Props) {
  const share = progress === null || progress.total === 0 ? undefined : progress.done / progress.total;
  return (
    <div class="progress">
      <progress max={1} value={share} aria-label={where === "here" ? "Reading the matrix" : "Scoring on the server"} />
      <p class="hint">{progressText(where, progress, (performance.now() - started) / 1000)}</p>
    </div>
  );
}

const DOING: Readonly<Record<string, string>> = {
  queued: "The job waits for its turn",
  stage: "The server cuts the matrix into parts",
  publish: "The server writes the result",
};

function jobText({ doing = "running", done, total }: Progress): string {
  const words = DOING[doing] ?? "The server is scoring";
  return total === 0 ? `${words} …` : `${words}, ${done} of ${total} steps done …`;
}

function progressText(where: Run["where"], progress: Progress | null, seconds: number): string {
  if (progress === null) return where === "here" ? "Reading on this computer …" : "Asking the server …";
  if (progress.stage === "wait") return "Sent. The server is scoring …";
  if (progress.stage === "job") return jobText(progress);
  const verb = progress.stage === "send" ? "sent" : "read in two passes";
  const amount = `${bytesText(progress.done)} of ${bytesText(progress.total)} ${verb}`;
  if (seconds < SETTLED_S || progress.done === 0) return amount;
  const rate = progress.done / seconds;
  return `${amount}, ${bytesText(rate)}/s, ${durationText((progress.total - progress.done) / rate)} left`;
}
