/** `GET /v1/signatures`: the catalogue, and what each signature did on labelled cohorts. */
import { Hono } from "hono";
import { catalogue, catalogueVersion, findSignature } from "../catalogue/index.ts";
import { ledgerRows } from "../catalogue/ledger.ts";
import { LEDGER_BASELINES } from "../engine/cohort/index.ts";
import type { AppEnv } from "./http/context.ts";

export const signatureRoutes = new Hono<AppEnv>()
  .get("/", (c) => {
    const signatures = catalogue().map(({ genes, ...entry }) => ({ ...entry, size: genes.length }));
    return c.json({ version: catalogueVersion, signatures });
  })
  .get("/:id", (c) => {
    const entry = findSignature(c.req.param("id"));
    const rows = ledgerRows(entry.id);
    const endpoints = new Set(rows.map((row) => row.id));
    const baselines = LEDGER_BASELINES.flatMap(({ score }) => (score === entry.id ? [] : ledgerRows(score)));
    return c.json({ ...entry, ledger: { rows, baselines: baselines.filter((row) => endpoints.has(row.id)) } });
  });
