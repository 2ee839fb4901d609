import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTables, table } from "../../scripts/evidence/document.ts";

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
    const page = readFileSync(join(import.meta.dirname, "../../docs/evidence.md"), "utf8");
    const names = [...page.matchAll(/<!-- table: ([a-z-]+) -->/g)].map(([, name]) => name);
    expect(names[0]).toBe("against");
    expect(page).not.toMatch(/<!-- table: [a-z-]+ -->\n<!-- end -->/);
  });
});
