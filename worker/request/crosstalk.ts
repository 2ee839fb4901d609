/** What a crosstalk request may ask for: one model for JSON, form and command line. */
import { z } from "zod";
import { parseMembers } from "./parse.ts";
import { duplicatePolicy, enginePath, objectName } from "./scoring.ts";

const shape = {
  duplicates: duplicatePolicy,
  engine: enginePath,
  /** Of the labellings, where there are too many to look at each. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
};

const membersSchema = z.strictObject(shape);

const sourceSchema = z.strictObject({
  ...shape,
  source: objectName,
  /** Text of the sheet, or where it lies. */
  sheet: z.union([z.string(), objectName]).optional(),
});

/** @throws Problem `unknown-option` naming the member or value, `bad-request` where something is of a wrong type */
export function parseCrosstalk(value: unknown): z.infer<typeof membersSchema> {
  return parseMembers(membersSchema, value);
}

/** As {@link parseCrosstalk}, for a JSON body that names its matrix. */
export function parseCrosstalkSource(value: unknown): z.infer<typeof sourceSchema> {
  return parseMembers(sourceSchema, value);
}
