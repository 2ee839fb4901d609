/** The arguments of commands that are one script each. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

type Config = NonNullable<Parameters<typeof parseArgs>[0]>;

/**
 * What stands behind a command; `--help` prints the head comment of its file and ends the process, and so does what is no option of it.
 *
 * @param file of the script
 */
export function argumentsOf<const Given extends Config>(
  file: string,
  config: Given,
): ReturnType<typeof parseArgs<Given>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))) throw error;
    const isHelp = /'(--help|-h)'/.test(error.message);
    if (isHelp) process.stdout.write(headOf(file));
    else process.stderr.write(`${error.message.split(/\. To /)[0]}.\n\n${headOf(file)}`);
    process.exit(isHelp ? 0 : 2);
  }
}

/** The first comment of a file, without what makes it one. */
function headOf(file: string): string {
  const [, comment] = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, "utf8")) ?? [];
  return `${(comment ?? "").replaceAll(/^[ \t]*\*? ?/gm, "").trim()}\n`;
}
