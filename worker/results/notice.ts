/** The notice that goes with every result. */
export const NOTICE =
  "For research use only: not a diagnosis, not validated for decisions on treatment, not a recommendation of dose. Scores are " +
  "re-implementations of published signatures; classes describe resistance-associated expression relative to the stated " +
  "reference. No benefit from any treatment is claimed.";
