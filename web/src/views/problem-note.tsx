/** A problem, as the sentence that a person needs. */
import type { ProblemView } from "../engine/messages.ts";

export function ProblemNote({ problem }: { problem: ProblemView }) {
  const { title, detail, line, column, expected } = problem;
  const place = [line === undefined ? null : `line ${line}`, column === undefined ? null : `cell ${column}`];
  const where = place.filter((part) => part !== null).join(", ");
  return (
    <div class="problem" role="alert">
      <strong>{title}.</strong>
      <p>{detail}</p>
      {(where !== "" || typeof expected === "string") && (
        <p class="hint">
          {where !== "" && <span>At {where}. </span>}
          {typeof expected === "string" && <span>Expected: {expected}.</span>}
        </p>
      )}
    </div>
  );
}
