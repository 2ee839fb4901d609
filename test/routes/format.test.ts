import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { Problem } from "../../worker/problem.ts";
import { FORMAT_NAMES, RESULT_FORMATS } from "../../worker/results/index.ts";
import { negotiate } from "../../worker/routes/http/format.ts";

const app = new Hono().get("/", (c) => c.text(negotiate(c)));
app.onError((error, c) => c.json(error, error instanceof Problem ? 406 : 500));

async function answer(accept?: string): Promise<string> {
  const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept };
  return (await app.request("/", { headers })).text();
}

describe("Accept", () => {
  it.each([
    ["absent", undefined, "json"],
    ["anything", "*/*", "json"],
    ["one type", "text/csv", "csv"],
    ["one type in capitals", "Text/CSV", "csv"],
    ["any text: our order decides", "text/*", "csv"],
    ["the higher weight", "text/csv;q=0.4, application/x-ndjson;q=0.9", "ndjson"],
    ["an exact type before a wildcard of equal weight", "*/*, text/tab-separated-values", "tsv"],
    ["a wildcard of higher weight", "text/csv;q=0.5, */*", "json"],
    ["a type excluded by weight 0", "application/json;q=0, */*;q=0.1", "ndjson"],
    ["a type kept although its range is weighted lower", "text/*;q=0.2, text/tab-separated-values;q=0.8", "tsv"],
    ["as browsers send it", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"],
  ])("%s", async (_, accept, format) => {
    expect(await answer(accept)).toBe(format);
  });

  it.each(["text/xml", "image/*", "application/json;q=0", "*/*;q=0"])("%s cannot be served", async (accept) => {
    expect(JSON.parse(await answer(accept))).toMatchObject({
      type: "/problems/not-acceptable",
      status: 406,
      expected: FORMAT_NAMES.map((name) => RESULT_FORMATS[name].mediaType).join(", "),
    });
  });
});
