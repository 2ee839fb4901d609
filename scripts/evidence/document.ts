/** Tables inside a Markdown document, between `<!-- table: name -->` and `<!-- end -->`. */

/**
 * Puts each table in its place.
 *
 * @throws Error if a place has no table or a table no place
 */
export function fillTables(markdown: string, tables: Readonly<Record<string, string>>): string {
  const unplaced = new Set(Object.keys(tables));
  const filled = markdown.replaceAll(/(<!-- table: ([a-z-]+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, open, name, close) => {
    if (!Object.hasOwn(tables, name)) throw new Error(`there is no table "${name}"`);
    unplaced.delete(name);
    return `${open}\n${tables[name]}\n\n${close}`;
  });
  if (unplaced.size > 0) throw new Error(`there is no place for ${[...unplaced].join(", ")}`);
  return filled;
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
