/** The whole page: what holds for every operation, the operations by group, problems, schemas. */
import { html, type Markup, prose } from "./html.ts";
import { type OpenApi, operationsOf, type Placed } from "./openapi.ts";
import { operationSection } from "./operations.ts";
import { members, schemaAnchor, typeOf } from "./schemas.ts";

/** A kind of problem, as `GET /problems` lists them. */
interface Kind {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

/** The body of docs.html. */
export function renderReference(document: OpenApi): string {
  const operations = operationsOf(document);
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return html`<a class="skip" href="#operations">To the operations</a>
<header class="top">
<a class="brand" href="./"><img src="./icon.svg" alt="" width="28" height="28">Crossresist</a>
<nav aria-label="Service"><a href="./">Page</a><a href="/openapi.json">openapi.json</a></nav>
</header>
<div class="reference">
${contents(document, groups)}
<main id="operations">
${introduction(document)}
${groups.map(
  ({ name, operations: listed }) => html`<section aria-labelledby="${groupAnchor(name)}">
<h2 id="${groupAnchor(name)}">${name}</h2>
${listed.map(operationSection)}
</section>
`,
)}
${problemSection(operations)}
${schemaSection(document)}
</main>
</div>
<footer><p>${document.info.description}</p></footer>`.markup;
}

const groupAnchor = (name: string) => `group-${name.toLowerCase()}`;

function contents({ components }: OpenApi, groups: readonly { name: string; operations: readonly Placed[] }[]): Markup {
  return html`<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>
<ul>${groups.map(
    ({ name, operations }) => html`<li><a href="#${groupAnchor(name)}">${name}</a><ul>${operations.map(
      ({ method, path, operation }) =>
        html`<li><a href="#${operation.operationId}"><span class="method">${method}</span> ${path.replace(/^\/v1(?=\/)/, "")}</a></li>`,
    )}</ul></li>
`,
  )}<li><a href="#problems">Problems</a></li>
<li><a href="#schemas">Schemas</a><ul>${Object.keys(components.schemas).map(
    (name) => html`<li><a href="#${schemaAnchor(name)}">${name}</a></li>`,
  )}</ul></li></ul></details></nav>`;
}

function introduction({ info, components }: OpenApi): Markup {
  return html`<h1>The API</h1>
<p class="lead">${info.summary} Version ${info.version}.</p>
<p>${prose(`${info.description} Examples are answers that the service gave; \`npm start\` serves it at \`localhost:8787\`, where they can be repeated.`)}</p>
<dl class="answers">
<dt>Token</dt><dd><p>${prose("`Authorization: Bearer …`")} ${prose(components.securitySchemes.token.description)} Without one, or with one that is not good any more, the answer is 401; 403 names what it would take.</p></dd>
<dt>Errors</dt><dd><p>Every error is a <a href="#${schemaAnchor("Problem")}">Problem</a> (RFC 9457, <code>application/problem+json</code>). Its <code>type</code> is an address: opened in a browser it leads to <a href="#problems">what can be done</a>. What the sender can mend has a status of 400 to 499.</p></dd>
<dt>Later</dt><dd><p>429 and 503 say in <code>Retry-After</code> after how many seconds to come again.</p></dd>
</dl>`;
}

/** Where a kind of problem stands on the page: `/problems/{type}` leads there. */
const problemAnchor = (type: string) => `problem-${type.slice(type.lastIndexOf("/") + 1)}`;

function problemSection(operations: readonly Placed[]): Markup {
  const listing = operations.find(({ operation }) => operation.operationId === "listProblems");
  const examples = listing?.operation.responses["200"].content?.["application/json"].examples ?? {};
  const [{ value }] = Object.values(examples);
  const kinds = (value as { problems: readonly Kind[] }).problems;
  return html`<section aria-labelledby="problems">
<h2 id="problems">Problems</h2>
<p>The <code>detail</code> of a problem says what is wrong with this request and where; here is what can be done about each kind.</p>
<dl class="problems card">${kinds.map(
    ({ type, status, title, remedy }) => html`<div id="${problemAnchor(type)}">
<dt><a class="self" href="#${problemAnchor(type)}"><code>${type}</code></a> <span class="status">${status}</span></dt>
<dd><p>${title}.</p><p>${prose(remedy)}</p></dd></div>
`,
  )}</dl>
</section>
`;
}

function schemaSection({ components }: OpenApi): Markup {
  return html`<section aria-labelledby="schemas">
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(
  ([
    name,
    schema,
  ]) => html`<article class="card" id="${schemaAnchor(name)}" aria-labelledby="${schemaAnchor(name)}-title">
<h3 id="${schemaAnchor(name)}-title"><a class="self" href="#${schemaAnchor(name)}">${name}</a></h3>
${schema.description === undefined ? null : html`<p>${prose(schema.description)}</p>`}
${schema.properties === undefined ? html`<p>${typeOf(schema)}</p>` : members(schema)}
</article>
`,
)}
</section>`;
}
