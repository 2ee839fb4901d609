/** What lists of jobs, results, links and uploads may be asked with. */
import * as z from "zod";
import { PUBLISHED } from "../../batch/publish/results.ts";
import { JOB_STATES } from "../../batch/registry/jobs.ts";
import { LIMITS } from "../../limits.ts";

export const listingSchema = z.strictObject({
  state: z.enum(JOB_STATES).optional(),
  limit: z.coerce.number<string>().int().min(1).max(LIMITS.listedJobs).default(LIMITS.listedByDefault),
  cursor: z
    .string()
    .regex(/^\d+-[0-9a-f]+$/)
    .optional()
    .describe("What the page before ended with."),
});

/** Files of a result that can be asked for. */
export const resultFile = z.enum([...PUBLISHED, "manifest", "request"]);

export const resultSchema = z.strictObject({ file: resultFile.default("scores") });

export const linkSchema = z.strictObject({
  file: resultFile.default("scores"),
  seconds: z
    .int()
    .min(1)
    .max(LIMITS.linkMostSeconds)
    .default(LIMITS.linkSeconds)
    .describe("How long the link is good for."),
});

/** What the query of a link holds. */
export const signedSchema = z.strictObject({ expires: z.coerce.number<string>().int().min(0), signature: z.string() });

export const uploadSchema = z.strictObject({
  name: z.string().min(1).max(LIMITS.uploadName).default("matrix").describe("File name, a hint of the format."),
});
