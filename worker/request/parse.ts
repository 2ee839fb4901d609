/** From what a sender wrote to what a schema asks for, or a problem that names the member. */
import type { z } from "zod";
import { didYouMean } from "../closest.ts";
import { Problem, type ProblemType } from "../problem.ts";

/** As much of a name or value that is not known as is said again, and as many of them. */
const SHOWN = 80;
const SHOWN_NAMES = 5;

/** @throws Problem `bad-request` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem("bad-request", `The request is not JSON: ${why}.`, {}, error);
  }
}

/**
 * Checks what a request says.
 *
 * @throws Problem `unknown-option` naming the member or value, `bad-request` where something is missing or of a wrong type
 */
export function parseMembers<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const members = "shape" in schema ? Object.keys(schema.shape as object) : [];
  throw problemOf(parsed.error.issues[0], members);
}

function problemOf(issue: z.core.$ZodIssue, members: readonly string[]): Problem {
  const at = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.map((key) => [...issue.path, key].join("."));
    const shown = unknown.slice(0, SHOWN_NAMES).map((name) => `"${name.slice(0, SHOWN)}"`);
    if (unknown.length > SHOWN_NAMES) shown.push(`and ${unknown.length - SHOWN_NAMES} more`);
    const hint = didYouMean(unknown[0], members);
    return refusal("unknown-option", `The request has no member ${shown.join(", ")}.${hint}`, unknown[0]);
  }
  if (issue.code === "invalid_value") {
    const expected = issue.values.join(", ");
    const found =
      typeof issue.input === "string" ? `"${issue.input.slice(0, SHOWN)}"` : `of type ${typeof issue.input}`;
    const hint = typeof issue.input === "string" ? didYouMean(issue.input, issue.values.map(String)) : "";
    return refusal("unknown-option", `"${at}" cannot be ${found}; expected one of ${expected}.${hint}`, at, expected);
  }
  return refusal("bad-request", at === "" ? `${issue.message}.` : `"${at}": ${issue.message}.`, at);
}

function refusal(type: ProblemType, detail: string, text: string, expected?: string): Problem {
  return new Problem(type, detail, { text, ...(expected === undefined ? {} : { expected }) });
}
