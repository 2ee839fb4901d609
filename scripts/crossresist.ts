#!/usr/bin/env node
/** The command line: `npx crossresist COMMAND …`; each command is a file in cli/. */
import { didYouMean } from "../worker/closest.ts";
import { type Command, ending, Usage } from "./cli/command.ts";
import { paint } from "./cli/terminal.ts";

interface Entry {
  readonly about: string;
  load(): Promise<{ readonly default: Command }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  score: { about: "scores and classes of every sample of a matrix", load: () => import("./cli/score.ts") },
  crosstalk: {
    about: "what each treatment shifted within subjects, from a matrix and a sample sheet",
    load: () => import("./cli/crosstalk.ts"),
  },
  convert: {
    about: "a matrix as AnnData in Zarr, of which samples can be read alone",
    load: () => import("./cli/convert.ts"),
  },
  signatures: {
    about: "the catalogue, and what a signature did on labelled cohorts",
    load: () => import("./cli/signatures.ts"),
  },
  token: {
    about: "a bearer token for a deployment, and what its Worker has to know of it",
    load: () => import("./cli/token.ts"),
  },
  serve: { about: "page and API on this computer", load: () => import("./cli/serve.ts") },
};

const SYNOPSIS = "crossresist COMMAND [arguments]";

function help(): string {
  const { bold } = paint(process.stdout);
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`);
  return `${bold("Usage:")} ${SYNOPSIS}

Scores tumours for resistance to radiotherapy and to DNA-damaging chemotherapy, from gene expression.

${lines.join("\n")}

crossresist COMMAND --help says more. Results go to standard output, words for people to standard error.
For research use only.
`;
}

await ending(SYNOPSIS, async () => {
  const [name, ...words] = process.argv.slice(2);
  if (name === undefined) throw new Usage(`Expected a command: ${Object.keys(COMMANDS).join(", ")}.`);
  if (name === "--help" || name === "-h" || (name === "help" && words.length === 0)) {
    process.stdout.write(help());
  } else if (name === "--version") {
    const { ENGINE_VERSION } = await import("../worker/engine/version.ts");
    process.stdout.write(`${ENGINE_VERSION}\n`);
  } else {
    const wanted = name === "help" ? words[0] : name;
    if (!Object.hasOwn(COMMANDS, wanted)) {
      throw new Usage(`There is no command "${wanted}".${didYouMean(wanted, Object.keys(COMMANDS))}`);
    }
    const { default: command } = await COMMANDS[wanted].load();
    await command.run(name === "help" ? ["--help"] : words);
  }
});
