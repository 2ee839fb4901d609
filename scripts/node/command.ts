/** What the commands have in common: how they read arguments and files, and how they end. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { Problem } from "../../worker/problem.ts";

/** Something wrong with how a command was called, in words for the person who called it. */
export class Usage extends Error {}

const HELP = { help: { type: "boolean", short: "h" } } as const;

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ allowPositionals: true; options: Options }>
>["values"];

/**
 * Runs a command and sets the exit status: 0 done, 1 bad data (the problem details on standard error), 2 bad usage.
 *
 * @param help printed for `--help`, and after what was wrong with the usage
 * @param options as `parseArgs` of node:util takes them
 */
export async function command<Options extends ParseArgsOptionsConfig>(
  help: string,
  options: Options,
  main: (values: Values<Options>, positionals: string[]) => Promise<void>,
): Promise<void> {
  try {
    const parsed = withUsage(() => parseArgs({ allowPositionals: true, options: { ...options, ...HELP } }));
    const values = parsed.values as Values<Options> & { help?: boolean };
    if (values.help) process.stdout.write(help);
    else await main(values, parsed.positionals);
  } catch (error) {
    if (error instanceof Usage) {
      process.stderr.write(`${error.message}\n\n${help}`);
      process.exitCode = 2;
    } else if (error instanceof Problem) {
      process.stderr.write(`${JSON.stringify(error, null, 2)}\n`);
      process.exitCode = 1;
    } else if (!isBrokenPipe(error)) {
      throw error;
    }
  }
}

/** Whoever read our output had enough of it, as `head` does. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** What `work` finds wrong is bad usage: what was asked for, where the data themselves are not to blame. */
export function withUsage<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem || isArgumentError(error)) throw new Usage(error.message);
    throw error;
  }
}

/** What `parseArgs` throws for arguments that it does not know. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

/** A file that cannot be read is bad usage too. */
export async function readable<Value>(path: string, read: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new Usage(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** The members that were given. */
export function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
