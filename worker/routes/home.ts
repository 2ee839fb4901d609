/** `GET /v1`: where to go from here. */
import { Hono } from "hono";
import { NOTICE } from "../results/index.ts";
import type { AppEnv } from "./http/context.ts";

const TEXT = `Crossresist: rank-based signature scores with radiation and chemo-resistance classes.

POST /v1/score             a matrix in the body, or {"source": {"bucket": …, "key": …}}
POST /v1/crosstalk         matrix and sample sheet: what each treatment shifted within subjects
GET  /v1/signatures        the catalogue
GET  /v1/signatures/{id}   one signature with its genes and citation
POST /v1/uploads           a large matrix in parts
POST /v1/jobs              an object scored in the background
GET  /problems             every error that can be answered, and what to do about it
GET  /healthz

GET  /docs                 all operations with examples, for people
GET  /openapi.json         the same for programs

    curl --data-binary @matrix.tsv.gz …/v1/score

${NOTICE}
`;

export const homeRoutes = new Hono<AppEnv>().get("/", (c) => c.text(TEXT));
