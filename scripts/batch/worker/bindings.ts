/** The bindings of the Worker, each at risk of what can happen to it. */
import type { WorkflowStep } from "cloudflare:workers";
import type { Env } from "../../../worker/env.ts";
import { atRisk, chaos, Fault, note, risky, roll } from "./chaos.ts";

const REGISTRY_CALLS = [
  "submit",
  "claim",
  "release",
  "report",
  "finishPart",
  "missingParts",
  "finish",
  "job",
  "silent",
  "states",
];

export function faultyEnv(env: Env): Env {
  return {
    ...env,
    MATRICES: faultyBucket(env.MATRICES),
    JOBS: faultyQueue(env.JOBS, "jobs"),
    PARTS: faultyQueue(env.PARTS, "parts"),
    RUNS: atRisk(env.RUNS, "run", ["create"]),
    REGISTRY: new Proxy(env.REGISTRY, {
      get(inner, name) {
        const member: unknown = Reflect.get(inner, name);
        if (name === "get") return (id: DurableObjectId) => faultyStub(inner.get(id));
        return typeof member === "function" ? member.bind(inner) : member;
      },
    }),
  };
}

type Calls = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** A stub takes every name for a call, also `apply` and `bind`: the calls are listed here, and made by name. */
function faultyStub<Stub extends object>(stub: Stub): Stub {
  const calls = stub as unknown as Calls;
  return new Proxy(stub, {
    get(_, property) {
      const name = String(property);
      if (name === "then") return undefined;
      if (!REGISTRY_CALLS.includes(name)) return (...args: unknown[]) => calls[name](...args);
      return (...args: unknown[]) => risky(`registry.${name}`, async () => calls[name](...args));
    },
  });
}

function faultyBucket(bucket: R2Bucket): R2Bucket {
  const inner = atRisk(bucket, "r2", ["put", "head", "list", "delete"]);
  return new Proxy(inner, {
    get(target, name) {
      if (name !== "get") return Reflect.get(target, name);
      return async (key: string, options?: R2GetOptions) => {
        const object = await risky("r2.get", () => bucket.get(key, options));
        if (object === null || !("body" in object) || roll() >= chaos.rate / 2) return object;
        note("r2.get truncated");
        return truncated(object as R2ObjectBody);
      };
    },
  });
}

/** An object whose body breaks off half-way. */
function truncated(object: R2ObjectBody): R2ObjectBody {
  const broken = () => Promise.reject(new Fault("r2: the connection was lost"));
  return new Proxy(object, {
    get(inner, name) {
      if (name === "body") return halfOf(inner.body, inner.range);
      if (["arrayBuffer", "text", "json", "blob", "bytes"].includes(String(name))) return broken;
      const member: unknown = Reflect.get(inner, name);
      return typeof member === "function" ? member.bind(inner) : member;
    },
  });
}

function halfOf(body: ReadableStream<Uint8Array>, range: R2Range | undefined): ReadableStream<Uint8Array> {
  let left = (range !== undefined && "length" in range ? (range.length ?? 0) : 0) / 2;
  return body.pipeThrough(
    new TransformStream({
      transform(piece: Uint8Array, controller) {
        left -= piece.length;
        if (left >= 0) controller.enqueue(piece);
        else controller.error(new Fault("r2: the connection was lost"));
      },
    }),
  );
}

/** Messages that never come, or come twice. */
function faultyQueue<Body>(queue: Queue<Body>, label: string): Queue<Body> {
  const fate = async (send: () => Promise<unknown>) => {
    const dice = roll() / chaos.rate;
    if (dice < 0.4) note(`${label} lost`);
    else await risky(`${label}.send`, send);
    if (dice >= 0.4 && dice < 1) {
      note(`${label} twice`);
      await send();
    }
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  };
  return {
    ...queue,
    send: (body, options) => fate(() => queue.send(body, options)),
    sendBatch: (messages, options) => fate(() => queue.sendBatch(messages, options)),
    metrics: () => queue.metrics(),
  };
}

/** Steps that fail at their beginning or after their work. Calls are made by name, as those of a stub. */
export function faultyStep(step: WorkflowStep): WorkflowStep {
  const calls = step as unknown as Calls;
  return new Proxy(step, {
    get(_, property) {
      const name = String(property);
      if (name !== "do") return (...args: unknown[]) => calls[name](...args);
      return (label: string, config: unknown, work: (context: unknown) => Promise<unknown>) =>
        calls.do(label, config, (context: unknown) => risky("step", () => work(context)));
    },
  });
}
