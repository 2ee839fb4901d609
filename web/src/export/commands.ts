/** The commands that repeat a run outside the page. */
import { scoreCommand, shellWord } from "../../../worker/results/report/repeat.ts";
import type { Run } from "../engine/messages.ts";
import { queryOf, requestOf } from "../engine/settings.ts";

/** A `curl` that asks the service at `origin`. Files are named as they are on this computer. */
export function curlLine({ input, settings, sheet, gmt }: Run, origin: string): string {
  const url = `${origin}/v1/score`;
  if (input.kind === "object") {
    const { bucket, key } = input;
    const body = { source: { bucket, key }, ...requestOf(settings), ...textOf("sheet", sheet), ...textOf("gmt", gmt) };
    return `curl ${shellWord(url)} -H 'Content-Type: application/json' \\\n  -d ${shellWord(JSON.stringify(body))}`;
  }
  if (sheet === null && gmt === null) {
    const query = queryOf(settings);
    query.set("name", input.file.name);
    return `curl ${shellWord(`${url}?${query}`)} -H 'Content-Type: application/octet-stream' \\\n  --data-binary ${shellWord(`@${input.file.name}`)}`;
  }
  const parts = [`matrix=@${input.file.name}`];
  if (sheet !== null) parts.push(`sheet=<${sheet.name}`);
  if (gmt !== null) parts.push(`gmt=<${gmt.name}`);
  const request = requestOf(settings);
  if (Object.keys(request).length > 0) parts.push(`request=${JSON.stringify(request)}`);
  return `curl ${shellWord(url)} ${parts.map((part) => `-F ${shellWord(part)}`).join(" \\\n  ")}`;
}

/** The project's command line. */
export function commandLine({ input, settings, sheet, gmt }: Run): string {
  const matrix = input.kind === "file" ? input.file.name : basename(input.key);
  return scoreCommand({ matrix, sheet: sheet?.name, gmt: gmt?.name }, requestOf(settings));
}

/** An example's sheet in full would bury the command; a short one is part of it. */
const SHORT_TEXT = 400;

function textOf(name: string, side: Run["sheet"]): Record<string, string> {
  if (side === null) return {};
  return { [name]: side.text.length <= SHORT_TEXT ? side.text : `(the text of ${side.name})` };
}

const basename = (key: string) => key.split("/").pop() ?? key;
