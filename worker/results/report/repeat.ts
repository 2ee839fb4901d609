/** A request as the command line spells it. */

/** Files that go along with the matrix, by their names; absent where there is none. */
export interface CommandFiles {
  readonly matrix: string;
  readonly sheet?: string;
  readonly gmt?: string;
}

/** Members of a request that are flags of one value each. */
const FLAGS = ["duplicates", "scale", "layer", "samples", "classes", "engine"] as const;

/**
 * The command that gives a result again.
 *
 * @param request members of `POST /v1/score` that differ from their defaults
 */
export function scoreCommand(files: CommandFiles, request: Readonly<Record<string, unknown>>): string {
  const words = ["npx crossresist score", shellWord(files.matrix)];
  const add = (flag: string, value: unknown) => {
    if (value !== undefined) words.push(`--${flag}`, shellWord(String(value)));
  };
  const { signatures, methods, options, partial, reference } = request;
  add("signatures", signatures);
  add("methods", methods);
  add("gmt", files.gmt);
  add("sheet", files.sheet);
  for (const flag of FLAGS) add(flag, request[flag]);
  if (partial === true) words.push("--partial");
  for (const [name, value] of members(reference)) add(name === "cohort" ? "reference" : name, value);
  for (const [name, value] of members(options)) add("set", `${name}=${value}`);
  return words.join(" ");
}

const members = (value: unknown) => Object.entries((value ?? {}) as Record<string, unknown>);

/** A word for a POSIX shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
