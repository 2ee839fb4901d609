/** Every route against every kind of credential: whoever may not is told why, and nothing is read or written. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newToken } from "../../worker/access/entry.ts";
import type { Scope } from "../../worker/access/index.ts";
import { registryOf } from "../../worker/batch/job/registry.ts";
import { jobOf, jobRequest } from "../../worker/batch/job/request.ts";
import { beginUpload } from "../../worker/batch/uploads.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { matrixText } from "../worker/matrix.ts";
import { app, type Call, envWith, send, tokenOf, typeOf } from "./support.ts";

const SCORING = ["read", "score", "jobs"] as const;

const whole = tokenOf({ name: "whole" });
const ours = tokenOf({ name: "ours", scopes: [...SCORING], prefix: "ours/" });
const expired = tokenOf({ name: "ours", prefix: "ours/", notAfter: "2020-01-01T00:00:00Z" });
const only: Record<(typeof SCORING)[number], ReturnType<typeof tokenOf>> = {
  read: tokenOf({ name: "reader", scopes: ["read"], prefix: "ours/" }),
  score: tokenOf({ name: "scorer", scopes: ["score"], prefix: "ours/" }),
  jobs: tokenOf({ name: "submitter", scopes: ["jobs"], prefix: "ours/" }),
};
const bindings = envWith([whole, ours, expired, ...Object.values(only)].map(({ entry }) => entry));

/** Something of another tenant that a request could name. */
const THEIRS = { bucket: "matrices", key: "theirs/m.tsv" };

interface Route {
  readonly scope: Exclude<Scope, "admin">;
  /** Requests that name what belongs to somebody else, and what they get; none where nothing can be named. */
  readonly theirs: readonly [Call, "outside-prefix" | "unknown-job" | "unknown-upload" | null][];
}

const json = (path: string, body: unknown, method = "POST"): Call => ({
  method,
  path,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

let job = "";
let upload = "";
let uploadKey = "";

/** Built once what it names is there. */
function routes(): Record<string, Route> {
  const named = (path: string): Route["theirs"] => [
    [json(path, { source: THEIRS }), "outside-prefix"],
    [json(path, { source: { bucket: "uploads", key: uploadKey } }), "outside-prefix"],
    [json(path, { source: { bucket: "matrices", key: "theirs/" } }), "outside-prefix"],
    [json(path, { source: { bucket: "matrices", key: "" } }), "outside-prefix"],
    [json(path, { source: { bucket: "matrices", key: "ours/m.tsv" }, sheet: THEIRS }), "outside-prefix"],
  ];
  const ofJob = (method: string, path: string): Route["theirs"] => [
    [{ method, path: `/v1/jobs/${job}${path}` }, "unknown-job"],
  ];
  const ofUpload = (method: string, path: string): Route["theirs"] => [
    [
      {
        method,
        path: `/v1/uploads/${upload}${path}`,
        headers: { "Content-Length": "1" },
        ...(method === "PUT" ? { body: "a" } : {}),
      },
      "unknown-upload",
    ],
  ];
  return {
    "POST /v1/score": { scope: "score", theirs: named("/v1/score") },
    "POST /v1/crosstalk": { scope: "score", theirs: named("/v1/crosstalk") },
    "POST /v1/uploads": { scope: "jobs", theirs: [] },
    "GET /v1/uploads/:id": { scope: "jobs", theirs: ofUpload("GET", "") },
    "PUT /v1/uploads/:id/parts/:part": { scope: "jobs", theirs: ofUpload("PUT", "/parts/1") },
    "POST /v1/uploads/:id/complete": { scope: "jobs", theirs: ofUpload("POST", "/complete") },
    // Removing what is not there is no mistake, theirs or not.
    "DELETE /v1/uploads/:id": { scope: "jobs", theirs: [[{ method: "DELETE", path: `/v1/uploads/${upload}` }, null]] },
    "POST /v1/jobs": { scope: "jobs", theirs: named("/v1/jobs") },
    "GET /v1/jobs": { scope: "read", theirs: [] },
    "GET /v1/jobs/:id": { scope: "read", theirs: ofJob("GET", "") },
    "GET /v1/jobs/:id/events": { scope: "read", theirs: ofJob("GET", "/events") },
    "GET /v1/jobs/:id/result": { scope: "read", theirs: ofJob("GET", "/result") },
    "POST /v1/jobs/:id/links": { scope: "read", theirs: ofJob("POST", "/links") },
    "DELETE /v1/jobs/:id": { scope: "jobs", theirs: ofJob("DELETE", "") },
  };
}

/** A request of the route that would be answered to whoever may. */
function validCall(route: string): Call {
  const [method, path] = route.split(" ");
  const { bucket, key } = { bucket: "matrices", key: "ours/m.tsv" };
  if (/^POST \/v1\/(score|crosstalk|jobs)$/.test(route)) return json(path, { source: { bucket, key } });
  return {
    method,
    path: path.replace(":id", job).replace(":part", "1"),
    ...(method === "PUT" ? { body: "a" } : {}),
  };
}

/** Everything that a request could change, with its version. */
async function stored(): Promise<unknown> {
  const { objects } = await env.MATRICES.list();
  const jobs = await registryOf(env).list("", undefined, undefined, 1000);
  const parts = await registryOf(env).uploadParts(upload);
  return {
    objects: objects.map(({ key, version }) => [key, version]),
    jobs,
    parts,
    upload: await registryOf(env).upload(upload),
  };
}

beforeAll(async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const theirs = await env.MATRICES.put(THEIRS.key, matrixText(2));
  await env.MATRICES.put("ours/m.tsv", matrixText(2));
  const submitted = await jobOf({ ...THEIRS, version: theirs?.etag ?? "", size: 1 }, jobRequest(parseScoring({}), {}));
  await registryOf(env).submit(submitted, false);
  job = submitted.id;
  const begun = await beginUpload(env, "theirs/", "m.tsv");
  upload = begun.id;
  uploadKey = begun.source.key;
});
afterAll(() => reset());

describe("a route", () => {
  it("below /v1 is in the table", () => {
    const served = app.routes.filter(({ method, path }) => method !== "ALL" && /^\/v1\/(?!signatures)/.test(path));
    expect([...new Set(served.map(({ method, path }) => `${method} ${path.replace(/\/$/, "")}`))].sort()).toEqual(
      Object.keys(routes()).sort(),
    );
  });

  it.each(Object.keys(routes()))("%s is closed without a valid token", async (route) => {
    const before = await stored();
    const call = validCall(route);
    const foreign = `Basic ${btoa("user:password")}`;
    const refusals: [Response, string][] = [
      [await send(bindings, call), 'Bearer realm="crossresist"'],
      [await send(bindings, call, newToken()), 'Bearer realm="crossresist", error="invalid_token"'],
      [await send(bindings, call, ours.token.slice(0, -1)), 'Bearer realm="crossresist", error="invalid_token"'],
      [await send(bindings, call, ours.entry.hash), 'Bearer realm="crossresist", error="invalid_token"'],
      [await send(bindings, call, expired.token), 'Bearer realm="crossresist", error="invalid_token"'],
      [
        await send(bindings, { ...call, headers: { ...call.headers, Authorization: foreign } }),
        'Bearer realm="crossresist", error="invalid_token"',
      ],
    ];
    for (const [response, challenge] of refusals) {
      expect([response.status, await typeOf(response)]).toEqual([401, "unauthenticated"]);
      expect(response.headers.get("WWW-Authenticate")).toBe(challenge);
    }
    expect(await stored()).toEqual(before);
  });

  it.each(Object.keys(routes()))("%s is closed to every scope but its own", async (route) => {
    const before = await stored();
    const { scope } = routes()[route];
    for (const other of SCORING) {
      if (other === scope) continue;
      const response = await send(bindings, validCall(route), only[other].token);
      const challenge = response.headers.get("WWW-Authenticate");
      expect([response.status, challenge]).toEqual([
        403,
        `Bearer realm="crossresist", error="insufficient_scope", scope="${scope}"`,
      ]);
      expect(await response.json()).toMatchObject({ type: "/problems/forbidden", scope });
    }
    expect(await stored()).toEqual(before);
  });

  it.each(Object.keys(routes()))("%s shows nothing of another prefix, and leaves it alone", async (route) => {
    const before = await stored();
    for (const [call, type] of routes()[route].theirs) {
      const response = await send(bindings, call, ours.token);
      if (type === null) expect(response.status).toBe(204);
      else
        expect([call.body, response.status, await typeOf(response)]).toEqual([
          call.body,
          type === "outside-prefix" ? 403 : 404,
          type,
        ]);
    }
    expect(await stored()).toEqual(before);
  });
});

describe("a list of jobs", () => {
  it("has those of the prefix only", async () => {
    const listed = async (token: string) =>
      (await send(bindings, { path: "/v1/jobs" }, token)).json<{ jobs: { id: string }[] }>();
    expect((await listed(ours.token)).jobs).toEqual([]);
    expect((await listed(whole.token)).jobs.map(({ id }) => id)).toEqual([job]);
  });
});

describe("what belongs to nobody", () => {
  it.each(["/v1", "/healthz", "/problems", "/problems/forbidden", "/v1/signatures", "/v1/signatures/rsi_eschrich2009"])(
    "GET %s needs no token",
    async (path) => {
      expect((await send(bindings, { path })).status).toBe(200);
    },
  );
});
