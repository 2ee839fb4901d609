/** One operation: what it takes, what it answers, examples. */
import { examplesOf } from "./examples.ts";
import { type Filling, html, joined, type Markup, prose } from "./html.ts";
import type { Answer, Content, Placed } from "./openapi.ts";
import { entry, members, typeOf } from "./schemas.ts";

/** Answers that every operation can give are told once, at the top of the page. */
const COMMON = ["401", "403", "429", "503", "4XX"];

/** The section of an operation, under its id. */
export function operationSection(placed: Placed): Markup {
  const { method, path, operation } = placed;
  const { operationId, summary, description, security, requestBody, responses } = operation;
  return html`<article class="card operation" id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title"><a class="self" href="#${operationId}"><span class="method">${method}</span> <code>${breakable(path)}</code></a></h3>
<p class="summary">${prose(summary)}.${security.length === 0 ? " No token needed." : null}</p>
${description === undefined ? null : html`<p>${prose(description)}</p>`}
${parameterList(placed, "path", "In the path")}
${parameterList(placed, "query", "In the query")}
${requestBody === undefined ? null : bodySection(requestBody.content, requestBody.required)}
<h4>Answers</h4>
<dl class="answers">${Object.entries(responses)
    .filter(([status]) => !COMMON.includes(status))
    .map(([status, answer]) => answerEntry(status, answer))}</dl>
${examplesOf(placed)}
</article>
`;
}

/** A path may be broken behind each slash. */
const breakable = (path: string): Filling => path.split(/(?<=\/)/).map((piece) => html`${piece}<wbr>`);

function parameterList({ operation }: Placed, place: "path" | "query", title: string): Filling {
  const shown = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  if (shown.length === 0) return null;
  const list = html`<dl class="members">${shown.map(({ name, schema, description, required = false }) =>
    entry(name, description === undefined ? schema : { ...schema, description }, { required }),
  )}</dl>`;
  if (place === "path") return html`<h4>${title}</h4>${list}`;
  return html`<details class="parameters"><summary>${title}: ${shown.length} parameters</summary>${list}</details>`;
}

function bodySection(content: Content, required: boolean): Markup {
  return html`<h4>Body${required ? null : ", optional"}</h4>
<dl class="answers">${Object.entries(content).map(
    ([type, { schema }]) =>
      html`<dt><code>${type}</code></dt><dd>${members(schema) ?? (isEmpty(schema) ? "bytes" : typeOf(schema))}</dd>`,
  )}</dl>`;
}

function answerEntry(status: string, { description, headers = {}, content = {} }: Answer): Markup {
  const types = Object.entries(content).map(([type, { schema }]) => {
    const told = schema.$ref === undefined ? null : html` (${typeOf(schema)})`;
    return html`<code>${type}</code>${told}`;
  });
  return html`<dt><span class="status">${status}</span></dt><dd><p>${prose(description)}</p>${
    types.length === 0 ? null : html`<p>As ${joined(types, ", ")}</p>`
  }${Object.entries(headers).map(([name, { description: says }]) => html`<p><code>${name}</code>: ${prose(says)}</p>`)}</dd>
`;
}

const isEmpty = (schema: object) => Object.keys(schema).length === 0;
