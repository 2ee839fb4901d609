/** What a sender is told of a member or value that there is not. */
import { expect, test } from "vitest";
import { parseMembers } from "../../worker/request/parse.ts";
import { scoringSchema } from "../../worker/request/scoring.ts";

const DEEP = 100_000;

test.each([
  ["a misspelt member", { signatrues: ["a"] }, 'no member "signatrues". Did you mean signatures?'],
  [
    "a misspelt value",
    { duplicates: "frist" },
    'cannot be "frist"; expected one of error, first, mean, max. Did you mean',
  ],
  ["a value of another type", { duplicates: 5 }, '"duplicates" cannot be of type number; expected one of error'],
  ["lists in lists", { duplicates: JSON.parse("[".repeat(DEEP) + "]".repeat(DEEP)) }, "cannot be of type object"],
])("%s is named, with what was meant", (_, request, told) => {
  expect(() => parseMembers(scoringSchema, request)).toThrow(
    expect.objectContaining({ type: "unknown-option", message: expect.stringContaining(told) }),
  );
});
