/** The kernel: text to numbers to counts to scores. It knows no file format and no signature; memory is described in layout.ts. */
export { missingTable, parseRow, setMissingWords, unread, wide } from "./cells";
export { clean, narrow } from "./column/clean";
export { countTiles, countZeros } from "./count";
export { climb, highest, resetLadder, resolve } from "./ladder";
export { heapBase, ladderBytes } from "./layout";
export { scanLines } from "./lines";
export { score } from "./score/tasks";
export { rankRows } from "./column/rows";
export { columnTies } from "./column/ties";
