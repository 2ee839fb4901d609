/** `GET /v1/signatures`: the catalogue. */
import { Hono } from "hono";
import { catalogue, catalogueVersion, findSignature } from "../catalogue/index.ts";
import type { AppEnv } from "./context.ts";

export const signatureRoutes = new Hono<AppEnv>()
  .get("/", (c) => {
    const signatures = catalogue().map(({ genes, ...entry }) => ({ ...entry, size: genes.length }));
    return c.json({ version: catalogueVersion, signatures });
  })
  .get("/:id", (c) => c.json(findSignature(c.req.param("id"))));
