/** What lists of jobs, results and uploads may be asked with. */
import { z } from "zod";
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

export const resultSchema = z.strictObject({
  file: z.enum(["scores", "summary", "manifest", "request"]).default("scores"),
});

export const uploadSchema = z.strictObject({
  name: z.string().min(1).max(LIMITS.uploadName).default("matrix").describe("File name, a hint of the format."),
});
