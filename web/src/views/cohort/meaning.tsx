/** What the colours of a figure mean, beside it. */
import type { LegendGroup } from "../../plot/legend.ts";

export function Meaning({ title, entries }: LegendGroup) {
  return (
    <p>
      {title !== "" && <span class="hint">{title}</span>}
      {entries.map(({ name, colour }) => (
        <span key={name}>
          <span class="dot" style={{ background: colour }} />
          {name}
        </span>
      ))}
    </p>
  );
}
