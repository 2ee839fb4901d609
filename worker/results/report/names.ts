/** What a report calls scores: by the catalogue's names, for sets that came with a request by their own. */
import { catalogue } from "../../catalogue/index.ts";
import { shortName } from "../words.ts";

/** "Radiosensitivity index (RSI)", or the id itself. */
export function signatureName(id: string): string {
  return catalogue().find((entry) => entry.id === id)?.name ?? id;
}

/** A function that names a score in few words, the method with it where a signature was scored by several. */
export function scoreNames(
  scores: readonly { readonly signature: string; readonly method: string }[],
): (score: { readonly signature: string; readonly method: string }) => string {
  const times = new Map<string, number>();
  for (const { signature } of scores) times.set(signature, (times.get(signature) ?? 0) + 1);
  return ({ signature, method }) => {
    const name = shortName(signatureName(signature));
    return (times.get(signature) ?? 0) > 1 ? `${name}, ${method}` : name;
  };
}
