import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTables, table } from "../../scripts/evidence/document.ts";
import { AXES, AXIS_NAMES, LEAD } from "../../worker/engine/cohort/members.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/evidence.md"), "utf8");
const PAGE = "before\n<!-- table: one -->\nold\n<!-- end -->\nafter\n";

describe("the tables of a document", () => {
  it("go between their markers and leave the rest alone; filling again changes nothing", () => {
    const filled = fillTables(PAGE, { one: table(["a", "b"], [["1", "2"]]) });
    expect(filled).toBe("before\n<!-- table: one -->\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n<!-- end -->\nafter\n");
    expect(fillTables(filled, { one: table(["a", "b"], [["1", "2"]]) })).toBe(filled);
  });

  it("all have a place, and all places a table", () => {
    expect(() => fillTables(PAGE, {})).toThrow('there is no table "one"');
    expect(() => fillTables(PAGE, { one: "", two: "" })).toThrow("no place for two");
  });

  it("are in docs/evidence.md, what speaks against the classes first", () => {
    const names = [...DOCUMENT.matchAll(/<!-- table: ([a-z-]+) -->/g)].map(([, name]) => name);
    expect(names[0]).toBe("against");
    expect(DOCUMENT).not.toMatch(/<!-- table: [a-z-]+ -->\n<!-- end -->/);
  });

  it("name the signatures that have a vote before the two that have none", () => {
    const columns =
      /^## The signatures that have a vote, and two that have none$[\s\S]*?^\| endpoint \| n \| (.*) \|$/m.exec(
        DOCUMENT,
      );
    const voters = [LEAD, ...AXIS_NAMES.flatMap((axis) => AXES[axis])].map(({ signature }) => signature);
    expect(columns?.[1].split(" | ").map((name) => name.replaceAll(" ", "_"))).toEqual([
      ...voters,
      "rss_cui2018",
      "ims_cui2018",
    ]);
  });

  it("hold against Buffa's hypoxia what the ledger says of response", () => {
    const [against] = /<!-- table: against -->[\s\S]*?<!-- end -->/.exec(DOCUMENT) ?? [""];
    expect(against).toMatch(/^\| hypoxia buffa2010 \| .*residual disease.* \| 0\.26 \(0\.21 to 0\.32\) \|/m);
  });
});
