/** `multipart/form-data`: what a web page's form and `curl -F` send. */
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { readText } from "../storage/text.ts";

export interface FormParts {
  readonly matrix: File;
  /** The other parts as text, whether they came as files or as fields. */
  readonly sheet?: string;
  readonly gmt?: string;
  readonly request?: string;
}

const TEXT_PARTS = ["sheet", "gmt", "request"] as const;
const PART_NAMES: readonly string[] = ["matrix", ...TEXT_PARTS];

/**
 * Takes a form apart.
 *
 * @throws Problem `bad-request` if it is no form or has no matrix, `unknown-option` for a part that is not known,
 * `body-too-large` for a long sheet, GMT or request
 */
export async function readForm(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormParts> {
  const headers = { "Content-Type": contentType };
  const form = await new Response(bytes, { headers }).formData().catch((error: unknown) => {
    throw new Problem("bad-request", "The body is not the form that its Content-Type announces.", {}, error);
  });
  const expected = PART_NAMES.join(", ");
  for (const name of form.keys()) {
    if (PART_NAMES.includes(name)) continue;
    throw new Problem("unknown-option", `The form has a part "${name}"; expected ${expected}.`, {
      text: name,
      expected,
    });
  }
  const matrix = form.get("matrix");
  if (!(matrix instanceof File)) {
    throw new Problem("bad-request", 'The form needs a part "matrix" that is a file.', { expected: "matrix" });
  }
  const texts: Record<string, string> = {};
  for (const name of TEXT_PARTS) {
    const part = form.get(name);
    if (part === null) continue;
    texts[name] = part instanceof File ? await readText(part.stream(), LIMITS.sidecarBytes, `part "${name}"`) : part;
  }
  return { matrix, ...texts };
}
