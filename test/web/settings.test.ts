import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, queryOf, requestOf, type Settings, settingsOf } from "../../web/src/engine/settings.ts";
import { commandLine, curlLine } from "../../web/src/export/commands.ts";
import { parseQuery, parseScoring } from "../../worker/request/scoring.ts";

const settings: Settings = {
  signatures: ["rsi_eschrich2009", "isgrs_benci2019"],
  methods: ["singscore"],
  duplicates: "mean",
  classes: "none",
  engine: "typescript",
  options: { "singscore.ties": "average" },
};

test("settings come back from the address as they were", () => {
  expect(settingsOf(queryOf(settings))).toEqual(settings);
  expect(settingsOf(new URLSearchParams())).toEqual(DEFAULT_SETTINGS);
});

test("the server reads a query and a JSON request of the page to the same scoring", () => {
  const fromQuery = parseQuery(queryOf(settings));
  expect(fromQuery).toEqual(parseScoring(requestOf(settings)));
  expect(fromQuery).toMatchObject({ duplicates: "mean", options: { "singscore.ties": "average" } });
});

test("defaults are left unsaid", () => {
  expect(requestOf(DEFAULT_SETTINGS)).toEqual({});
  expect(queryOf(DEFAULT_SETTINGS).size).toBe(0);
});

test("commands quote what a shell would take apart", () => {
  const file = new File([], "it's mine.tsv");
  const run = { where: "here", input: { kind: "file", file }, settings, sheet: null, gmt: null } as const;
  expect(commandLine(run, requestOf(settings))).toBe(
    "npx crossresist score 'it'\\''s mine.tsv' --signatures rsi_eschrich2009,isgrs_benci2019 --methods singscore " +
      "--duplicates mean --classes none --engine typescript --set singscore.ties=average",
  );
  const line = curlLine(run, requestOf(settings), "https://example.org", false);
  expect(line).toContain("--data-binary '@it'\\''s mine.tsv'");
  expect(line).not.toContain("Authorization");
});
