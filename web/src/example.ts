/** The cohort that ships with the project: 128 patients with acute lymphoblastic leukaemia (Chiaretti 2004). */
import type { Run } from "./engine/messages.ts";
import { chooseInput } from "./session.ts";

export const EXAMPLE = {
  name: "all_chiaretti.tsv.gz",
  bucket: "matrices",
  key: "demo/all_chiaretti.tsv.gz",
  title: "128 patients with acute lymphoblastic leukaemia before treatment (Chiaretti 2004)",
  caution: "Nobody in this cohort was irradiated: it shows how the page works, not that a class is right.",
} as const;

/** Chooses the example with its sample sheet: as a file, or as the object in the server's bucket. */
export async function openExample(where: Run["where"]): Promise<void> {
  const labels = await fetchAsset("labels.tsv");
  const sheet = { name: "labels.tsv", text: await labels.text() };
  if (where === "server") {
    chooseInput({ kind: "object", bucket: EXAMPLE.bucket, key: EXAMPLE.key }, sheet);
    return;
  }
  const bytes = await (await fetchAsset("expr.tsv.gz")).blob();
  chooseInput({ kind: "file", file: new File([bytes], EXAMPLE.name) }, sheet);
}

async function fetchAsset(name: string): Promise<Response> {
  const response = await fetch(new URL(`example/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`The example cannot be loaded: ${response.status} for ${name}.`);
  return response;
}
