/** What a crosstalk request may ask for: one model for JSON, form and command line. */
import * as z from "zod";
import { parseMembers } from "./parse.ts";
import { duplicatePolicy, enginePath, objectName, sheetMember } from "./scoring.ts";

const shape = {
  duplicates: duplicatePolicy,
  engine: enginePath,
  seed: z
    .int()
    .min(0)
    .max(0xffff_ffff)
    .default(1)
    .describe("Of the labellings, where there are too many to look at each."),
};

export const crosstalkSchema = z.strictObject(shape);

export const crosstalkSourceSchema = z.strictObject({ ...shape, source: objectName, sheet: sheetMember });

/** @throws Problem `unknown-option` naming the member or value, `bad-request` where something is of a wrong type */
export function parseCrosstalk(value: unknown): z.infer<typeof crosstalkSchema> {
  return parseMembers(crosstalkSchema, value);
}

/** As {@link parseCrosstalk}, for a JSON body that names its matrix. */
export function parseCrosstalkSource(value: unknown): z.infer<typeof crosstalkSourceSchema> {
  return parseMembers(crosstalkSourceSchema, value);
}
