/** `/v1/uploads`: a large matrix in parts, resumed where it stopped. */
import { Hono } from "hono";
import type { z } from "zod";
import { permit } from "../access/index.ts";
import { beginUpload, cancelUpload, completeUpload, takePart, uploadState } from "../batch/uploads.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { parseJson, parseMembers } from "../request/parse.ts";
import { checkKey } from "../storage/key.ts";
import { readText } from "../storage/text.ts";
import type { AppEnv } from "./http/context.ts";
import { uploadSchema } from "./http/queries.ts";
import { takes } from "./http/typed.ts";

export const uploadRoutes = new Hono<AppEnv>()
  .use(permit("jobs"))
  .post("/", takes<{ json?: z.input<typeof uploadSchema> }>(), async (c) => {
    const text = await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request");
    const { name } = parseMembers(uploadSchema, text === "" ? {} : parseJson(text));
    checkKey(name);
    const upload = await beginUpload(c.env, c.var.caller.prefix, name);
    return c.json(upload, 201, { Location: `/v1/uploads/${upload.id}` });
  })
  .get("/:id", async (c) => c.json(await uploadState(c.env, c.var.caller.prefix, c.req.param("id"))))
  .put("/:id/parts/:part", async (c) => {
    const length = c.req.header("Content-Length");
    if (length === undefined || !/^\d{1,15}$/.test(length) || c.req.raw.body === null) {
      throw new Problem("length-required", "A part is sent with its length and not in chunks.", {
        expected: "Content-Length",
      });
    }
    const { caller } = c.var;
    await takePart(c.env, caller.prefix, c.req.param("id"), {
      part: Number(c.req.param("part")),
      body: c.req.raw.body,
      length: Number(length),
    });
    return c.body(null, 204);
  })
  .post("/:id/complete", async (c) => c.json(await completeUpload(c.env, c.var.caller.prefix, c.req.param("id"))))
  .delete("/:id", async (c) => {
    await cancelUpload(c.env, c.var.caller.prefix, c.req.param("id"));
    return c.body(null, 204);
  });
