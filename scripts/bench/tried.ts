/** What was tried for speed and lost, in words: numbers belong to the figures. Each entry was measured before it was written down. */
export const TRIED: readonly string[] = [];
