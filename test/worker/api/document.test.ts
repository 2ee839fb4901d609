/** openapi.json: all routes are in it, and the Worker answers its examples as it says. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi } from "../../../scripts/api/document.ts";
import { type Answer, askAll, comparable, EXAMPLES, OBJECTS } from "../../../scripts/api/examples.ts";
import { OPERATIONS, SCHEMAS, type SchemaName } from "../../../scripts/api/operations.ts";
import document from "../../../web/public/openapi.json";
import { createApp } from "../../../worker/app.ts";
import { isolate } from "../../../worker/shared.ts";

const REWRITE = "npm run api writes it anew";
let answers: Map<string, Answer>;

beforeAll(async () => {
  for (const [key, text] of Object.entries(OBJECTS)) await env.MATRICES.put(key, text);
  answers = await askAll((path, init) => exports.default.fetch(`https://crossresist.test${path}`, init));
});
afterAll(() => reset());

test("every route is described, and nothing else", () => {
  const routes = createApp(isolate)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect(Object.keys(OPERATIONS).sort()).toEqual([...new Set(routes)].sort());
});

test("the file is what the schemas make of it", () => {
  const made = JSON.parse(JSON.stringify(openApi(answers)));
  expect(comparable(document), REWRITE).toEqual(comparable(made));
});

describe.each(EXAMPLES)("$operation: $name", ({ name, operation, status }) => {
  test("is answered as the document says", () => {
    const answer = answers.get(name);
    expect(answer, JSON.stringify(answer?.body)).toMatchObject({ status });
    const schema = schemaOf(operation, answer as Answer);
    if (schema !== null) expect(SCHEMAS[schema].safeParse(answer?.body).error?.issues).toBeUndefined();
  });
});

/** Schema of the answer's body; null where it is no JSON. */
function schemaOf(operation: string, { status, type }: Answer): SchemaName | null {
  if (type === "application/problem+json") return "Problem";
  const content = OPERATIONS[operation].answers[status][1]?.[type];
  return typeof content === "string" && content in SCHEMAS ? (content as SchemaName) : null;
}
