/** An example as it can be repeated in a terminal, and the answer that the Worker gave. */
import { type Filling, html, type Markup } from "./html.ts";
import type { Content, Placed } from "./openapi.ts";

const HERE = "localhost:8787";
const JSON_TYPE = "application/json";
/** An answer that is longer is cut: the rest is in openapi.json. */
const MOST_LINES = 120;
const END = "END";

/** A whole request, put together from the parameters and the body of one name, with its answer. */
interface Shown {
  readonly summary: string;
  readonly command: string;
  readonly status: string;
  readonly answer: string | null;
}

/** The operation's examples, each folded up. */
export function examplesOf(placed: Placed): Filling {
  return shownOf(placed).map(
    ({ summary, command, status, answer }) => html`<details class="example">
<summary>${summary} <span class="status">${status}</span></summary>
${block("Request", command)}
${answer === null ? html`<p class="hint">Answered by ${status} without a body.</p>` : block("Answer", answer)}
</details>
`,
  );
}

function block(label: string, text: string): Markup {
  return html`<pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre>`;
}

/** All examples of an operation, in the order of its answers. */
export function shownOf({ method, path, operation }: Placed): Shown[] {
  const { parameters = [], requestBody, responses } = operation;
  const answered = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    named(content).map(({ name, summary, value }) => ({ name, summary, value, status })),
  );
  const silent = [
    ...new Set([...named(requestBody?.content ?? {}), ...parameterNames(parameters)].map(({ name }) => name)),
  ]
    .filter((name) => !answered.some((example) => example.name === name))
    .map((name) => ({ name, summary: operation.summary, value: undefined, status: statusOf(responses) }));
  return [...answered, ...silent].map(({ name, summary, value, status }) => {
    const sent = parameters.flatMap((parameter) => {
      const given = parameter.examples?.[name]?.value;
      return given === undefined ? [] : [{ ...parameter, given }];
    });
    const place = path.replace(/\{(\w+)\}/g, (_, key) => sent.find((one) => one.name === key)?.given ?? `{${key}}`);
    const query = new URLSearchParams(sent.filter((one) => one.in === "query").map((one) => [one.name, one.given]));
    const body = named(requestBody?.content ?? {}).find((candidate) => candidate.name === name);
    return {
      summary,
      command: commandOf(method, place + (query.size === 0 ? "" : `?${query}`), body),
      status: status === "4XX" ? String((value as { status: number }).status) : status,
      answer: value === undefined ? null : cut(printed(value)),
    };
  });
}

function named(content: Content) {
  return Object.entries(content).flatMap(([type, { examples = {} }]) =>
    Object.entries(examples).map(([name, { summary, value }]) => ({ name, summary, value, type })),
  );
}

const parameterNames = (parameters: NonNullable<Placed["operation"]["parameters"]>) =>
  parameters.flatMap(({ examples = {} }) => Object.keys(examples).map((name) => ({ name })));

const statusOf = (responses: object) => Object.keys(responses).find((status) => status.startsWith("2")) ?? "200";

function commandOf(method: string, place: string, body: { type: string; value: unknown } | undefined): string {
  const address = place.includes("?") ? `'${HERE}${place}'` : HERE + place;
  if (body === undefined) return `curl ${method === "GET" ? "" : `-X ${method} `}${address}`;
  const how = body.type === JSON_TYPE ? "--json @-" : `-H 'Content-Type: ${body.type}' --data-binary @-`;
  const verb = method === "POST" ? "" : `-X ${method} `;
  return `curl ${verb}${address} ${how} <<'${END}'\n${printed(body.value).trimEnd()}\n${END}`;
}

const printed = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function cut(text: string): string {
  const lines = text.split("\n");
  if (lines.length <= MOST_LINES) return text;
  const rest = (lines.length - MOST_LINES).toLocaleString("en");
  return `${lines.slice(0, MOST_LINES).join("\n")}\n… ${rest} more lines: openapi.json has them all`;
}
