/** The address of the page keeps what decides a result, so that it can be sent to somebody or opened again. */
import { effect, signal } from "@preact/signals";
import type { ChemoAxis } from "./cohort.ts";
import { queryOf, settingsOf } from "./engine/settings.ts";
import { EXAMPLE, openExample } from "./example.ts";
import { chooseInput, input, job, score, settings, shown } from "./session.ts";

/** The chemo axis that the plane shows. */
export const chemoAxis = signal<ChemoAxis>("response");

/** What the dots of the plane are coloured by: a class, or a column of the sample sheet. */
export const colouring = signal("cross");

/** Takes over what the address says; a matrix that it names is scored at once. */
export async function readAddress(): Promise<void> {
  const query = new URLSearchParams(location.search);
  settings.value = settingsOf(query);
  chemoAxis.value = query.get("axis") === "persistence" ? "persistence" : "response";
  colouring.value = query.get("colour") ?? "cross";
  const bucket = query.get("bucket");
  const key = query.get("key");
  const where = query.get("where") === "server" ? "server" : "here";
  const id = query.get("job");
  if (id !== null) {
    chooseInput({ kind: "job", id });
    // What became of it stands on the page; the address is followed meanwhile.
    void score("server");
  } else if (query.has("example")) {
    await openExample(where);
    if (query.has("where")) await score(where);
  } else if (bucket !== null && key !== null) {
    chooseInput({ kind: "object", bucket, key });
    if (query.has("where")) await score("server");
  }
}

/** Keeps the address up to date. */
export function followSession(): void {
  effect(() => {
    const query = job.value === null ? matrixQuery() : new URLSearchParams({ job: job.value });
    if (chemoAxis.value !== "response") query.set("axis", chemoAxis.value);
    if (colouring.value !== "cross") query.set("colour", colouring.value);
    const text = query.toString().replace(/=(?=&|$)/g, "");
    history.replaceState(null, "", text === "" ? location.pathname : `?${text}`);
  });
}

function matrixQuery(): URLSearchParams {
  const query = queryOf(settings.value);
  const chosen = input.value;
  if (isExample(chosen)) query.set("example", "");
  else if (chosen?.kind === "object") {
    query.set("bucket", chosen.bucket);
    query.set("key", chosen.key);
  }
  if (chosen !== null && shown.value !== null) query.set("where", shown.value.run.where);
  return query;
}

function isExample(chosen: typeof input.value): boolean {
  if (chosen?.kind === "file") return chosen.file.name === EXAMPLE.name;
  return chosen?.kind === "object" && chosen.key === EXAMPLE.key;
}
