/** `crossresist token`: makes a bearer token, and what the Worker has to know of it. */
import { existsSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { hashOf, newToken, SCOPES, type Scope, type TokenEntry, tokenEntry } from "../../worker/access/entry.ts";
import { defineCommand, oneOf, Usage } from "./command.ts";
import { readText } from "./files.ts";

const DAY_MS = 86_400_000;
const DAYS = 365;
const MOST_DAYS = 3_650;

export default defineCommand({
  name: "token",
  synopsis: "NAME --scopes SCOPES (--prefix PREFIX | --whole) [options]",
  about: `Makes a bearer token for a deployment. It is printed once and kept nowhere; the Worker knows its SHA-256 only.
NAME says whose it is, in the log. Give a name again to renew its token while the old one still works.`,
  options: {
    scopes: {
      type: "string",
      value: "SCOPES",
      about: `what it allows: ${SCOPES.join(", ")}; several with commas,\nadmin for all`,
    },
    prefix: {
      type: "string",
      value: "PREFIX",
      about: "it reaches objects, jobs and uploads whose keys begin so: hospital-a/",
    },
    whole: { type: "boolean", about: "it reaches everything" },
    days: { type: "string", value: "N", about: `until when; ${DAYS} days by default` },
    rate: {
      type: "string",
      value: "BINDING",
      about: "the counter of wrangler.toml that limits its requests, in place of RATE",
    },
    into: {
      type: "string",
      value: "FILE",
      about: "adds its entry to this JSON file, drops those that have ended,\nand prints the token alone",
    },
  },
  examples: [
    [
      "crossresist token pipeline --scopes score,read --prefix hospital-a/ --into tokens.json",
      "the token; its entry goes into the file",
    ],
    ["npx wrangler secret put TOKENS < tokens.json", "tells the Worker"],
  ],
  run({ scopes, prefix, whole, days, rate, into }, names) {
    if (names.length !== 1) throw new Usage(`Expected one NAME, got ${names.length}.`);
    if ((prefix === undefined) === (whole === undefined))
      throw new Usage("Expected either --prefix PREFIX or --whole.");
    const token = newToken();
    const entry = checked({
      name: names[0],
      hash: hashOf(token),
      scopes: scopesOf(scopes),
      ...(prefix === undefined ? {} : { prefix }),
      notAfter: new Date(Date.now() + daysOf(days) * DAY_MS).toISOString().replace(/\.\d+/, ""),
      ...(rate === undefined ? {} : { rate }),
    });
    if (into !== undefined) {
      const kept = entriesOf(into);
      writeFileSync(into, `[\n${[...kept, entry].map((each) => JSON.stringify(each)).join(",\n")}\n]\n`);
      process.stdout.write(`${token}\n`);
      return;
    }
    process.stdout.write(`The token, shown this once; it is for whoever is to use it:

  ${token}

Its entry in the secret TOKENS, a JSON array of such entries (npx wrangler secret put TOKENS):

  ${JSON.stringify(entry)}
`);
  },
});

function scopesOf(words = ""): Scope[] {
  const named = words.split(",").filter((word) => word !== "");
  if (named.length === 0) throw new Usage(`Expected --scopes with some of ${SCOPES.join(", ")}.`);
  return named.map((word) => oneOf("scopes", word, SCOPES));
}

function daysOf(words = String(DAYS)): number {
  const days = Number(words);
  if (Number.isInteger(days) && days > 0 && days <= MOST_DAYS) return days;
  throw new Usage(`--days ${words}: expected a whole number from 1 to ${MOST_DAYS}.`);
}

function checked(entry: unknown): TokenEntry {
  const { success, error } = tokenEntry.safeParse(entry);
  if (success) return entry as TokenEntry;
  throw new Usage(z.prettifyError(error));
}

/** The entries of a file that have not ended; none where there is no file yet. */
function entriesOf(file: string): TokenEntry[] {
  if (!existsSync(file)) return [];
  const entries = parsed(readText(file));
  if (!Array.isArray(entries)) throw new Usage(`${file} is no JSON array of tokens.`);
  return entries.map(checked).filter(({ notAfter }) => Date.parse(notAfter) > Date.now());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
