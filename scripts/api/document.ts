/** The OpenAPI 3.1 document, from the schemas of the requests, those of the answers, and recorded examples. */
import { z } from "zod";
import { ENGINE_VERSION } from "../../worker/engine/version.ts";
import { NOTICE } from "../../worker/results/index.ts";
import { type Answer, EXAMPLES, type Example } from "./examples.ts";
import { type Content, type Form, OPERATIONS, type Operation, SCHEMAS, type SchemaName } from "./operations.ts";

type Json = Record<string, unknown>;

const TOKEN = "As the operator gave it (docs/access.md). A service on your own computer asks for none.";
const RETRY = { "Retry-After": "Seconds." };
const PROBLEM_TYPE = "application/problem+json";

/** @param answers to the examples, by their names */
export function openApi(answers: ReadonlyMap<string, Answer>): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method, path] = name.split(" ");
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = operationOf(name, operation, answers);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Crossresist",
      version: ENGINE_VERSION,
      summary: "Rank-based signature scores with radiation and chemo-resistance classes.",
      description: NOTICE,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(Object.values(OPERATIONS).map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: TOKEN } },
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schemaOf(schema)])),
    },
  };
}

function operationOf(name: string, operation: Operation, recorded: ReadonlyMap<string, Answer>): Json {
  const examples = EXAMPLES.filter((example) => example.operation === name);
  const { id, group, summary, description, open = false, query, body, bodyRequired = false, answers } = operation;
  const parameters = [
    ...[...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => pathParameter(parameter)),
    ...(query === undefined ? [] : queryParameters(query)),
  ].map((parameter) => ({ ...parameter, ...sentBy(examples, String(parameter.name), recorded) }));
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(description === undefined ? {} : { description }),
    security: open ? [] : [{ token: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: bodyRequired, content: requestContent(body, examples) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, [told, content, answerHeaders]]) => {
          const shown = examples.filter((example) => example.status === Number(status));
          return [
            status,
            {
              description: told,
              ...(answerHeaders === undefined ? {} : { headers: headersOf(answerHeaders) }),
              ...(content === undefined ? {} : { content: answerContent(content, shown, recorded) }),
            },
          ];
        }),
      ),
      ...problemAnswers(open, examples, recorded),
    },
  };
}

function headersOf(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

/** What every operation may answer where something is wrong, with the examples of this one. */
function problemAnswers(open: boolean, examples: readonly Example[], recorded: ReadonlyMap<string, Answer>): Json {
  const shown = examples.filter(({ status }) => status >= 400);
  const content = (of: readonly Example[]) => ({
    [PROBLEM_TYPE]: { schema: reference("Problem"), ...answered(of, recorded) },
  });
  return {
    ...(open ? {} : refusals(content([]))),
    429: { description: "Too many requests.", headers: headersOf(RETRY), content: content([]) },
    "4XX": { description: "Something that the sender can mend; `/problems` lists the types.", content: content(shown) },
    503: {
      description: "Busy, or a bucket does not answer; come back after `Retry-After`.",
      headers: headersOf(RETRY),
      content: content([]),
    },
  };
}

/** What is answered to who may not ask. */
function refusals(content: Json): Json {
  return {
    401: {
      description: "No token, or one that is not known or not good any more.",
      headers: headersOf({ "WWW-Authenticate": "Bearer, and why." }),
      content,
    },
    403: {
      description: "The token does not reach so far; the problem names the scope or keys it would take.",
      content,
    },
  };
}

/** The parameter's values in the examples, by their names: together with the bodies of these names they are whole requests. */
function sentBy(examples: readonly Example[], parameter: string, recorded: ReadonlyMap<string, Answer>): Json {
  const values = examples.flatMap(({ name }) => {
    const value = recorded.get(name)?.sent[parameter];
    return value === undefined ? [] : [[name, { value }] as const];
  });
  return values.length === 0 ? {} : { examples: Object.fromEntries(values) };
}

function pathParameter(name: string): Json {
  const schema = name === "part" ? { type: "integer", minimum: 1, maximum: 10_000 } : { type: "string", minLength: 1 };
  return { name, in: "path", required: true, schema };
}

/** Lists are written with commas; `options` and `reference` become members with a dot in their names. */
function queryParameters(schema: z.ZodObject): Json[] {
  const { properties } = schemaOf(schema) as { properties: Record<string, Json> };
  return Object.entries(properties).flatMap(([name, { description, ...rest }]) => {
    const told = description === undefined ? {} : { description };
    if (name === "options") {
      return [
        {
          name,
          in: "query",
          ...told,
          style: "form",
          explode: true,
          schema: { type: "object", additionalProperties: { type: "string" } },
        },
      ];
    }
    if (name === "reference") {
      const members = Object.entries((rest as { properties: Record<string, Json> }).properties);
      return members.map(([member, of]) => ({ name: `reference.${member}`, in: "query", ...told, schema: of }));
    }
    const list = name === "signatures" || name === "methods";
    return [{ name, in: "query", ...told, schema: list ? { type: "string", minLength: 1 } : rest }];
  });
}

function requestContent(content: Content, examples: readonly Example[]): Json {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => {
      const shown = examples.filter(({ body }) => body?.type === type);
      const values = shown.map(({ name, summary, body }) => [name, { summary, value: body?.value }] as const);
      return [
        type,
        { schema: contentSchema(schema), ...(values.length === 0 ? {} : { examples: Object.fromEntries(values) }) },
      ];
    }),
  );
}

function answerContent(content: Content, examples: readonly Example[], recorded: ReadonlyMap<string, Answer>): Json {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => {
      const shown = examples.filter(({ name }) => recorded.get(name)?.type === type);
      return [type, { schema: contentSchema(schema), ...answered(shown, recorded) }];
    }),
  );
}

function answered(examples: readonly Example[], recorded: ReadonlyMap<string, Answer>): Json {
  if (examples.length === 0) return {};
  const values = examples.map(({ name, summary }) => [name, { summary, value: recorded.get(name)?.body }] as const);
  return { examples: Object.fromEntries(values) };
}

function contentSchema(schema: SchemaName | "bytes" | "text" | Form): Json {
  if (typeof schema === "object") return formSchema(schema);
  if (schema === "bytes") return {};
  return schema === "text" ? { type: "string" } : reference(schema);
}

function formSchema({ texts, request }: Form): Json {
  const parts = texts.map((name) => [name, { type: "string" }] as const);
  return {
    type: "object",
    required: ["matrix"],
    properties: {
      matrix: { type: "string", contentMediaType: "application/octet-stream" },
      ...Object.fromEntries(parts),
      request: reference(request),
    },
    additionalProperties: false,
  };
}

const reference = (name: SchemaName): Json => ({ $ref: `#/components/schemas/${name}` });

/** JSON Schema 2020-12 of what is sent, or of an answer with room for further members. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
