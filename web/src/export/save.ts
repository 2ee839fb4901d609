/** Hands a file to the browser's downloads. */
export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by then; a URL that is kept keeps the file in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A matrix's name without its endings, for files made from it. */
export function stem(matrix: string): string {
  const base = matrix.split("/").pop() ?? matrix;
  return base.replace(/(\.(tsv|csv|txt|gct|gz))+$/i, "") || "crossresist";
}
