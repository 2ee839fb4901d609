/** The commands that repeat a run outside the page. */
import { scoreCommand, shellWord } from "../../../worker/results/report/repeat.ts";
import type { ResultHead } from "../cohort.ts";
import type { Run } from "../engine/messages.ts";
import { queryOfRequest } from "../engine/settings.ts";

type Request = ResultHead["request"];

/** The variable of the shell that holds the token: the token itself belongs in no command that somebody copies. */
export const TOKEN_VARIABLE = "TOKEN";

/**
 * A `curl` that asks the service at `origin`. Files are named as they are on this computer.
 *
 * @param request of the result
 * @param withToken whether the service asks for one
 */
export function curlLine(run: Run, request: Request, origin: string, withToken: boolean): string {
  const { before, address, parts } = curlParts(run, request, origin);
  const token = withToken ? [`-H "Authorization: Bearer $${TOKEN_VARIABLE}"`] : [];
  return [...before, `curl ${shellWord(address)}`, ...token, ...parts].join(" \\\n  ");
}

function curlParts({ input, sheet, gmt, job }: Run, request: Request, origin: string) {
  if (input.kind === "job") throw new Error("a job that is over has an object for its input");
  const url = `${origin}/v1/score`;
  const members = membersOf(request);
  if (input.kind === "object") {
    const { bucket, key } = input;
    const address = job === undefined ? url : `${origin}/v1/jobs`;
    return { address, ...jsonParts({ source: { bucket, key }, ...members }, { sheet, gmt }) };
  }
  if (sheet === null && gmt === null) {
    const query = queryOfRequest(members);
    query.set("name", input.file.name);
    const matrix = `--data-binary ${shellWord(`@${input.file.name}`)}`;
    return { before: [], address: `${url}?${query}`, parts: ["-H 'Content-Type: application/octet-stream'", matrix] };
  }
  const parts = [`matrix=@${input.file.name}`];
  if (sheet !== null) parts.push(`sheet=<${sheet.name}`);
  if (gmt !== null) parts.push(`gmt=<${gmt.name}`);
  if (Object.keys(members).length > 0) parts.push(`request=${JSON.stringify(members)}`);
  return { before: [], address: url, parts: parts.map((part) => `-F ${shellWord(part)}`) };
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

/** A request as JSON; jq puts in the text of files that came along, which would bury the command. */
function jsonParts(request: Record<string, unknown>, files: Readonly<Record<string, Run["sheet"]>>) {
  const type = "-H 'Content-Type: application/json'";
  const sides = Object.entries(files).flatMap(([name, side]) => (side === null ? [] : [[name, side.name] as const]));
  if (sides.length === 0) return { before: [], parts: [type, `-d ${shellWord(JSON.stringify(request))}`] };
  const read = sides.map(([name, file]) => `--rawfile ${name} ${shellWord(file)}`).join(" ");
  const put = sides.map(([name]) => `${name}: $${name}`).join(", ");
  const jq = `jq -n ${read} ${shellWord(`${JSON.stringify(request)} + {${put}}`)} |`;
  return { before: [jq], parts: [type, "-d @-"] };
}

const basename = (key: string) => key.split("/").pop() ?? key;
