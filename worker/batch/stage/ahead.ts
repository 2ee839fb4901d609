/** Results of `work` in order, with up to `most` of them under way. */
export async function* ahead<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  let next = 0;
  while (next < items.length || running.length > 0) {
    while (next < items.length && running.length < most) {
      const begun = work(items[next++]);
      // Whoever takes it sees the failure; until then nobody looks.
      begun.catch(() => undefined);
      running.push(begun);
    }
    yield await (running.shift() as Promise<Result>);
  }
}
