/** The commands that repeat a run outside the page. */
import { scoreCommand, shellWord } from "../../../worker/results/report/repeat.ts";
import type { ResultHead } from "../cohort.ts";
import type { Run } from "../engine/messages.ts";
import { queryOfRequest } from "../engine/settings.ts";

type Request = ResultHead["request"];

/** A `curl` that asks the service at `origin`. Files are named as they are on this computer. @param request of the result */
export function curlLine({ input, sheet, gmt, job }: Run, request: Request, origin: string): string {
  if (input.kind === "job") throw new Error("a job that is over has an object for its input");
  const url = `${origin}/v1/score`;
  const members = membersOf(request);
  if (input.kind === "object") {
    const { bucket, key } = input;
    const body = { source: { bucket, key }, ...members, ...textOf("sheet", sheet), ...textOf("gmt", gmt) };
    const path = job === undefined ? url : `${origin}/v1/jobs`;
    return `curl ${shellWord(path)} -H 'Content-Type: application/json' \\\n  -d ${shellWord(JSON.stringify(body))}`;
  }
  if (sheet === null && gmt === null) {
    const query = queryOfRequest(members);
    query.set("name", input.file.name);
    return `curl ${shellWord(`${url}?${query}`)} -H 'Content-Type: application/octet-stream' \\\n  --data-binary ${shellWord(`@${input.file.name}`)}`;
  }
  const parts = [`matrix=@${input.file.name}`];
  if (sheet !== null) parts.push(`sheet=<${sheet.name}`);
  if (gmt !== null) parts.push(`gmt=<${gmt.name}`);
  if (Object.keys(members).length > 0) parts.push(`request=${JSON.stringify(members)}`);
  return `curl ${shellWord(url)} ${parts.map((part) => `-F ${shellWord(part)}`).join(" \\\n  ")}`;
}

/** The project's command line. @param request of the result */
export function commandLine({ input, sheet, gmt }: Run, request: Request): string {
  if (input.kind === "job") throw new Error("a job that is over has an object for its input");
  const matrix = input.kind === "file" ? input.file.name : basename(input.key);
  return scoreCommand({ matrix, sheet: sheet?.name, gmt: gmt?.name }, request);
}

/** Without what the result says of files that came along: they are named. */
function membersOf({ sheet: _, ownSets: __, ...members }: Request): Request {
  return members;
}

/** An example's sheet in full would bury the command; a short one is part of it. */
const SHORT_TEXT = 400;

function textOf(name: string, side: Run["sheet"]): Record<string, string> {
  if (side === null) return {};
  return { [name]: side.text.length <= SHORT_TEXT ? side.text : `(the text of ${side.name})` };
}

const basename = (key: string) => key.split("/").pop() ?? key;
