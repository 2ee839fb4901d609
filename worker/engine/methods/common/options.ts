/** Reading `method.option` values: what each method allows is said once, in its own file; so for `null.*` and `gard.*`. */
import { didYouMean } from "../../../closest.ts";
import { Problem } from "../../../problem.ts";
import type { OptionValues } from "../method.ts";

export interface OptionReader<Name extends string> {
  /** One of `allowed`. */
  choice<Choice extends string>(name: Name, allowed: readonly Choice[], fallback: Choice): Choice;
  /** `true` or `false`. */
  flag(name: Name, fallback: boolean): boolean;
  /** A number for which `holds` is true; `expected` says in words which those are. */
  number(name: Name, fallback: number, holds: (value: number) => boolean, expected: string): number;
  /** Names separated by commas; empty where not given. */
  list(name: Name): readonly string[];
}

/**
 * A reader of the options of one method, or of one group of options.
 *
 * @param names all options that the method has
 * @throws Problem `unknown-option` if `values` holds an option of this method that is not among `names`; so does each
 *   member of the reader if the value is not allowed
 */
export function optionReader<Name extends string>(
  method: string,
  values: OptionValues,
  names: readonly Name[],
): OptionReader<Name> {
  const prefix = `${method}.`;
  const known = new Set(names.map((name) => prefix + name));
  for (const key of Object.keys(values)) {
    if (key.startsWith(prefix) && !known.has(key)) {
      const expected = names.length > 0 ? [...known].join(", ") : `no options: ${method} has none`;
      const detail = `${method} has no option "${key}"; expected ${expected}.${didYouMean(key.slice(prefix.length), names, prefix)}`;
      throw new Problem("unknown-option", detail, { text: key, expected });
    }
  }
  const refuse = (key: string, value: unknown, expected: string): never => {
    throw new Problem("unknown-option", `${key} cannot be "${value}"; expected ${expected}.`, {
      option: key,
      text: String(value),
      expected,
    });
  };
  return {
    choice(name, allowed, fallback) {
      const value = values[prefix + name] ?? fallback;
      return allowed.find((choice) => choice === value) ?? refuse(prefix + name, value, allowed.join(", "));
    },
    flag(name, fallback) {
      const value = values[prefix + name] ?? fallback;
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "false") return value === "true";
      return refuse(prefix + name, value, "true or false");
    },
    number(name, fallback, holds, expected) {
      const value = values[prefix + name] ?? fallback;
      // Number("") and Number(true) would be numbers.
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && holds(number) ? number : refuse(prefix + name, value, expected);
    },
    list(name) {
      const value = values[prefix + name] ?? "";
      if (typeof value !== "string") return refuse(prefix + name, value, "names separated by commas");
      return [...new Set(value.split(",").map((part) => part.trim()))].filter((part) => part !== "");
    },
  };
}
