/** What the catalogue calls its signatures. */
import { signal } from "@preact/signals";
import { shortName as abbreviated } from "../../worker/results/words.ts";
import type { ScoreView } from "./cohort.ts";
import { call } from "./engine/client.ts";
import type { Listing } from "./engine/messages.ts";

/** All entries; empty until the engine has answered. */
export const listings = signal<readonly Listing[]>([]);

export async function loadListings(): Promise<void> {
  listings.value = await call("catalogue", []);
}

/** "Radiosensitivity index (RSI)"; the id itself for sets that came with the request. */
export function fullName(id: string): string {
  return listings.value.find((listing) => listing.id === id)?.name ?? id;
}

/** "P53_PATHWAY", as the reading of a shift calls it. */
export function programmeName(id: string): string {
  return fullName(id).replace(/^HALLMARK_/, "");
}

/** "RSI": the abbreviation that the name ends with, where there is one. */
export function shortName(id: string): string {
  return abbreviated(fullName(id));
}

/** The short name, told apart by the method where a signature was scored by several. */
export function scoreName({ signature, method }: ScoreView, all: readonly ScoreView[]): string {
  const several = all.filter((score) => score.signature === signature).length > 1;
  return several ? `${shortName(signature)}, ${method}` : shortName(signature);
}
