/** What the commands have in common: how they are described, read their arguments and end. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { didYouMean } from "../../worker/closest.ts";
import { Problem } from "../../worker/problem.ts";
import { paint } from "./terminal.ts";

/** Something wrong with how a command was called, in words for the person who called it. */
export class Usage extends Error {}

/** An option: how it is read, and what help says of it. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly short?: string;
  /** What stands for the value in help, such as FILE. */
  readonly value?: string;
  readonly about: string;
  /** Heading in help above this option and those that follow. */
  readonly group?: string;
}

export type Options = Readonly<Record<string, Option>>;

export type Values<Table extends Options> = {
  readonly [Name in keyof Table]?: Table[Name] extends { multiple: true }
    ? string[]
    : Table[Name] extends { type: "boolean" }
      ? boolean
      : string;
};

/** A command as it is written down. */
export interface Description<Table extends Options> {
  readonly name: string;
  /** Arguments as they stand in the usage line. */
  readonly synopsis: string;
  /** What it does, in lines of at most 100 characters. */
  readonly about: string;
  readonly options: Table;
  /** What to call it with, and what that is for. */
  readonly examples: readonly (readonly [call: string, what: string])[];
  /** What else help says. */
  readonly notes?: string;
  run(values: Values<Table>, positionals: string[]): Promise<void> | void;
}

export interface Command {
  readonly help: string;
  /** @param words what stands behind the command's name; sets the exit status */
  run(words: readonly string[]): Promise<void>;
}

const HELP = { help: { type: "boolean", short: "h", about: "this text" } } as const satisfies Options;
const COLUMN = 26;
const ENDS = `Exit status: 0 done, 1 bad data (problem details on standard error), 2 bad usage. Research use only.`;

/**
 * A command that ends with exit status 0 done, 1 bad data (the problem details on standard error), 2 bad usage.
 *
 * @example
 * export const greet = defineCommand({ name: "greet", synopsis: "NAME", about: "Greets.", options: {}, examples: [], run: console.log });
 */
export function defineCommand<const Table extends Options>(description: Description<Table>): Command {
  const options: Options = { ...description.options, ...HELP };
  const help = helpOf(description.name, description.synopsis, description, options);
  return {
    help,
    run: (words) =>
      ending(`crossresist ${description.name} ${description.synopsis}`, async () => {
        const { values, positionals } = parse(words, options);
        if (values.help) process.stdout.write(help);
        else await description.run(values as Values<Table>, positionals);
      }),
  };
}

/**
 * Does `work` and sets the exit status.
 *
 * @param usage printed under what was wrong with it
 */
export async function ending(usage: string, work: () => Promise<void>): Promise<void> {
  const { bold, red } = paint(process.stderr);
  try {
    await work();
  } catch (error) {
    if (error instanceof Usage) {
      process.stderr.write(`${red(error.message)}\n\n${bold("Usage:")} ${usage}\n--help says more.\n`);
      process.exitCode = 2;
    } else if (error instanceof Problem) {
      process.stderr.write(`${JSON.stringify(error, null, 2)}\n`);
      process.exitCode = 1;
    } else if (!isBrokenPipe(error)) {
      throw error;
    }
  }
}

function parse(words: readonly string[], options: Options) {
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false, short }]) => [
      name,
      { type, multiple, ...(short === undefined ? {} : { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: config });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const unknown = /Unknown option '(--?[^']+)'/.exec(error.message)?.[1];
    if (unknown !== undefined)
      throw new Usage(`There is no option ${unknown}.${didYouMean(unknown, optionNames(options))}`);
    if (String(error.code).startsWith("ERR_PARSE_ARGS")) throw new Usage(error.message);
    throw error;
  }
}

const optionNames = (options: Options) => Object.keys(options).map((name) => `--${name}`);

/** The value of an option that is one of a few. @throws Usage with those that there are */
export function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new Usage(`--${option} cannot be "${value}"; expected ${names.join(", ")}.${didYouMean(value, names)}`);
}

function helpOf(
  name: string,
  synopsis: string,
  { about, examples, notes }: Pick<Description<Options>, "about" | "examples" | "notes">,
  options: Options,
): string {
  const { bold, dim } = paint(process.stdout);
  const lines = [`${bold("Usage:")} crossresist ${name} ${synopsis}`, "", about];
  for (const [at, [option, { group, short, value, about: says }]] of Object.entries(options).entries()) {
    if (group !== undefined || at === 0) lines.push("", bold(group ?? "Options"));
    const word = `  ${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`;
    const [first, ...rest] = says.split("\n");
    lines.push(word.padEnd(COLUMN) + (word.length < COLUMN ? first : `\n${" ".repeat(COLUMN)}${first}`));
    lines.push(...rest.map((line) => " ".repeat(COLUMN) + line));
  }
  if (examples.length > 0) lines.push("", bold("Examples"));
  for (const [call, what] of examples) lines.push(`  ${call}`, `      ${dim(what)}`);
  if (notes !== undefined) lines.push("", notes);
  return `${[...lines, "", ENDS].join("\n")}\n`;
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
    if (error instanceof Problem) throw new Usage(error.message);
    throw error;
  }
}

/** The members that were given. */
export function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
