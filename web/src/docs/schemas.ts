/** A JSON Schema in words: its type in a line, its members as a list, one level within the other. */
import { type Filling, html, joined, type Markup, prose } from "./html.ts";
import type { Schema } from "./openapi.ts";

/** Integers without limits of their own are limited by what a double holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Where a schema with a name of its own stands on the page. */
export const schemaAnchor = (name: string): string => `schema-${name}`;

/** The type in a line: `list of Job`, `"a" or "b"`, `integer, at least 1`. */
export function typeOf(schema: Schema): Markup {
  const { $ref, enum: names, anyOf, oneOf, type, items } = schema;
  if ($ref !== undefined) return reference($ref);
  if (schema.const !== undefined) return code(schema.const);
  if (names !== undefined) return html`${joined(names.map(code), " or ")}`;
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return html`${joined(choices.map(typeOf), " or ")}`;
  if (items !== undefined) return html`list of ${typeOf(items)}${limits(schema)}`;
  if (schema.contentMediaType !== undefined) return html`file`;
  if (type === undefined) return html`anything`;
  const types = typeof type === "string" ? [type] : type;
  return html`${joined(types.map(typeName), " or ")}${limits(schema)}`;
}

function reference(path: string): Markup {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return html`<a href="#${schemaAnchor(name)}">${name}</a>`;
}

const code = (value: unknown): Markup => html`<code>${JSON.stringify(value)}</code>`;
const typeName = (type: string) => (type === "string" ? "text" : type);

function limits({ minimum, maximum, minItems, maxItems, minLength, maxLength, format, pattern }: Schema): Filling {
  const words: Filling[] = [];
  const least = minimum !== undefined && minimum > -EXACT ? minimum : undefined;
  const most = maximum !== undefined && maximum < EXACT ? maximum : undefined;
  if (least !== undefined && most !== undefined) words.push(`${count(least)} to ${count(most)}`);
  else if (least !== undefined) words.push(`at least ${count(least)}`);
  else if (most !== undefined) words.push(`at most ${count(most)}`);
  if (minItems !== undefined && minItems === maxItems) words.push(`exactly ${count(minItems)}`);
  else if (maxItems !== undefined) words.push(`at most ${count(maxItems)}`);
  if (minLength === 1) words.push("not empty");
  if (maxLength !== undefined) words.push(`at most ${count(maxLength)} characters`);
  if (format !== undefined) words.push(format);
  else if (pattern !== undefined) words.push(html`<code>${pattern}</code>`);
  return words.map((word) => [", ", word]);
}

const count = (value: number) => value.toLocaleString("en");

/** The members of an object, of a list's objects or of the choices that are objects; nothing for what has none. */
export function members(schema: Schema): Filling {
  const inner = objectOf(schema);
  if (inner?.properties === undefined) return null;
  const { properties, required = [] } = inner;
  return html`<dl class="members">${Object.entries(properties).map(([name, member]) =>
    entry(name, member, { required: required.includes(name) }),
  )}</dl>`;
}

/** A name with its type, what is said of it, and what it holds. */
export function entry(name: string, schema: Schema, { required }: { readonly required: boolean }): Markup {
  return html`<dt><code>${name}</code> <span class="type">${typeOf(schema)}</span>${
    required ? html` <span class="required">required</span>` : null
  }</dt>
<dd>${schema.description === undefined ? null : html`<p>${prose(schema.description)}</p>`}${
    schema.default === undefined || isEmpty(schema.default) ? null : html`<p>Default: ${code(schema.default)}</p>`
  }${members(schema)}</dd>
`;
}

const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** The object whose members are told with the schema: itself, its items, its values, the first of its choices that is one. */
function objectOf(schema: Schema): Schema | undefined {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectOf(schema.items);
  if (typeof schema.additionalProperties === "object") return objectOf(schema.additionalProperties);
  return (schema.anyOf ?? schema.oneOf)?.map(objectOf).find((found) => found !== undefined);
}
