/** How a matrix is to be scored, as the address of the page, a request's query and the command line spell it. */
import type { DuplicatePolicy } from "../../../worker/matrix/text/names/names.ts";

export interface Settings {
  /** Catalogue ids; "all", or empty for the core signatures. */
  readonly signatures: "all" | readonly string[];
  /** Empty for each signature's own. */
  readonly methods: readonly string[];
  readonly duplicates: DuplicatePolicy;
  readonly classes: "cohort" | "none";
  readonly engine: "wasm" | "typescript";
  /** `method.option` -> value. */
  readonly options: Readonly<Record<string, string>>;
}

export const DEFAULT_SETTINGS: Settings = {
  signatures: [],
  methods: [],
  duplicates: "error",
  classes: "cohort",
  engine: "wasm",
  options: {},
};

/** Settings from the members of a request; what is not known there is left at its default. */
export function settingsOfRequest(request: Readonly<Record<string, unknown>>): Settings {
  const known = Object.keys(DEFAULT_SETTINGS).flatMap((name) => (name in request ? [[name, request[name]]] : []));
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known) };
}

/** Members that differ from the defaults, in the form that `POST /v1/score` takes as JSON. */
export function requestOf(settings: Settings): Record<string, unknown> {
  const { signatures, methods, duplicates, classes, engine, options } = settings;
  return {
    ...(signatures.length > 0 ? { signatures } : {}),
    ...(methods.length > 0 ? { methods } : {}),
    ...(duplicates === DEFAULT_SETTINGS.duplicates ? {} : { duplicates }),
    ...(classes === DEFAULT_SETTINGS.classes ? {} : { classes }),
    ...(engine === DEFAULT_SETTINGS.engine ? {} : { engine }),
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
}

/** The members that `POST /v1/crosstalk` knows. */
export function crosstalkRequestOf(settings: Settings): Record<string, unknown> {
  const known = ["duplicates", "engine"];
  return Object.fromEntries(Object.entries(requestOf(settings)).filter(([name]) => known.includes(name)));
}

/** The same for a query string. */
export function queryOf(settings: Settings): URLSearchParams {
  return queryOfRequest(requestOf(settings));
}

/** Members of a request as a query: lists with commas, options by their own name, a reference by its members. */
export function queryOfRequest({ options, reference, ...members }: Readonly<Record<string, unknown>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) query.set(name, String(value));
  for (const [name, value] of Object.entries(reference ?? {})) query.set(`reference.${name}`, String(value));
  for (const [name, value] of Object.entries(options ?? {})) query.set(name, String(value));
  return query;
}

/** Settings from a query; what is not known there is left at its default. */
export function settingsOf(query: URLSearchParams): Settings {
  const list = (name: string) => (query.get(name) ?? "").split(",").filter((part) => part !== "");
  const oneOf = <Value extends string>(name: string, values: readonly Value[], fallback: Value) =>
    values.find((value) => value === query.get(name)) ?? fallback;
  return {
    signatures: query.get("signatures") === "all" ? "all" : list("signatures"),
    methods: list("methods"),
    duplicates: oneOf("duplicates", ["error", "first", "mean", "max"], DEFAULT_SETTINGS.duplicates),
    classes: oneOf("classes", ["cohort", "none"], DEFAULT_SETTINGS.classes),
    engine: oneOf("engine", ["wasm", "typescript"], DEFAULT_SETTINGS.engine),
    options: Object.fromEntries([...query].filter(([name]) => /^[a-z-]+\.\w+$/i.test(name))),
  };
}
