/** `multipart/form-data`: what a web page's form and `curl -F` send. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { readText } from "../../storage/text.ts";

/** Parts beside the matrix, whether they come as files or as fields. */
export type TextPart = "sheet" | "gmt" | "own" | "request";

export type FormParts = { readonly matrix: File } & Partial<Readonly<Record<TextPart, string>>>;

/**
 * Takes a form apart.
 *
 * @param textParts the parts that this request may have beside the matrix
 * @throws Problem `bad-request` if it is no form or has no matrix, `unknown-option` for a part that is not known,
 * `body-too-large` for a long part
 */
export async function readForm(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
  textParts: readonly TextPart[],
): Promise<FormParts> {
  const headers = { "Content-Type": contentType };
  const form = await new Response(bytes, { headers }).formData().catch((error: unknown) => {
    throw new Problem("bad-request", "The body is not the form that its Content-Type announces.", {}, error);
  });
  const names: readonly string[] = ["matrix", ...textParts];
  const expected = names.join(", ");
  for (const name of form.keys()) {
    if (names.includes(name)) continue;
    throw new Problem("unknown-option", `The form has a part "${name}"; expected ${expected}.`, {
      text: name,
      expected,
    });
  }
  const matrix = form.get("matrix");
  if (!(matrix instanceof File)) {
    throw new Problem("bad-request", 'The form needs a part "matrix" that is a file.', { expected: "matrix" });
  }
  const texts: Partial<Record<TextPart, string>> = {};
  for (const name of textParts) {
    const part = form.get(name);
    if (part === null) continue;
    texts[name] = part instanceof File ? await readText(part.stream(), LIMITS.sidecarBytes, `part "${name}"`) : part;
  }
  return { matrix, ...texts };
}
