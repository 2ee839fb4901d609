/** Which file is being sent under which upload, so that a page that was closed half-way goes on where it stopped. */

const PREFIX = "upload:";

/** A file is the same again if name, size and time of its last change are. */
const keyOf = ({ name, size, lastModified }: File) => `${PREFIX}${size}:${lastModified}:${name}`;

/** The upload of a file that was begun before on this computer; the server may have forgotten it. */
export function uploadOf(file: File): string | undefined {
  return localStorage.getItem(keyOf(file)) ?? undefined;
}

/** The name of a matrix as its sender knows it: an upload lies in a folder of its own. */
export const nameAsSent = (name: string) => name.replace(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\//, "");

/** Keeps the upload of a file; only the last one of all is kept. */
export function keepUpload(file: File, id: string): void {
  if (uploadOf(file) === id) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  localStorage.setItem(keyOf(file), id);
}
