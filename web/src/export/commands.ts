/** The commands that repeat a run outside the page. */
import type { Run } from "../engine/messages.ts";
import { queryOf, requestOf } from "../engine/settings.ts";

/** A `curl` that asks the service at `origin`. Files are named as they are on this computer. */
export function curlLine({ input, settings, sheet, gmt }: Run, origin: string): string {
  const url = `${origin}/v1/score`;
  if (input.kind === "object") {
    const { bucket, key } = input;
    const body = { source: { bucket, key }, ...requestOf(settings), ...textOf("sheet", sheet), ...textOf("gmt", gmt) };
    return `curl ${quote(url)} -H 'Content-Type: application/json' \\\n  -d ${quote(JSON.stringify(body))}`;
  }
  if (sheet === null && gmt === null) {
    const query = queryOf(settings);
    query.set("name", input.file.name);
    return `curl ${quote(`${url}?${query}`)} -H 'Content-Type: application/octet-stream' \\\n  --data-binary ${quote(`@${input.file.name}`)}`;
  }
  const parts = [`matrix=@${input.file.name}`];
  if (sheet !== null) parts.push(`sheet=<${sheet.name}`);
  if (gmt !== null) parts.push(`gmt=<${gmt.name}`);
  const request = requestOf(settings);
  if (Object.keys(request).length > 0) parts.push(`request=${JSON.stringify(request)}`);
  return `curl ${quote(url)} ${parts.map((part) => `-F ${quote(part)}`).join(" \\\n  ")}`;
}

/** The project's command line. */
export function commandLine({ input, settings, sheet, gmt }: Run): string {
  const { signatures, methods, duplicates, classes, engine, options } = requestOf(settings);
  const words = ["npx crossresist score", quote(input.kind === "file" ? input.file.name : basename(input.key))];
  const add = (flag: string, value: unknown) => {
    if (value !== undefined) words.push(flag, quote(String(value)));
  };
  add("--signatures", signatures);
  add("--methods", methods);
  add("--gmt", gmt?.name);
  add("--sheet", sheet?.name);
  add("--duplicates", duplicates);
  add("--classes", classes);
  add("--engine", engine);
  for (const [name, value] of Object.entries((options ?? {}) as Record<string, string>))
    add("--set", `${name}=${value}`);
  return words.join(" ");
}

/** An example's sheet in full would bury the command; a short one is part of it. */
const SHORT_TEXT = 400;

function textOf(name: string, side: Run["sheet"]): Record<string, string> {
  if (side === null) return {};
  return { [name]: side.text.length <= SHORT_TEXT ? side.text : `(the text of ${side.name})` };
}

const basename = (key: string) => key.split("/").pop() ?? key;

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
