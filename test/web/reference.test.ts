/** The API's page as it is rendered: all of openapi.json is on it, and it needs no script. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../web/src/docs/build.ts";
import { shownOf } from "../../web/src/docs/examples.ts";
import { html, prose } from "../../web/src/docs/html.ts";
import { operationsOf } from "../../web/src/docs/openapi.ts";
import { renderReference } from "../../web/src/docs/page.ts";
import { PROBLEMS } from "../../worker/problem.ts";

const document = readDocument();
const page = renderReference(document);
const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

describe("the page", () => {
  test("has a place of its own for every operation, schema and kind of problem", () => {
    const operations = operationsOf(document).map(({ operation }) => operation.operationId);
    const schemas = Object.keys(document.components.schemas).map((name) => `schema-${name}`);
    const problems = Object.keys(PROBLEMS).map((type) => `problem-${type}`);
    expect(anchors).toEqual(expect.arrayContaining([...operations, ...schemas, ...problems]));
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test("leads nowhere that is not there", () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((target) => !anchors.includes(target))).toEqual([]);
    const elsewhere = [...page.matchAll(/(?:href|src)="([^#"][^"]*)"/g)].map(([, address]) => address);
    expect([...new Set(elsewhere)].sort()).toEqual(["./", "./icon.svg", "/openapi.json"]);
  });

  test("names every parameter of every operation", () => {
    const named = operationsOf(document).flatMap(({ operation }) => operation.parameters ?? []);
    expect(named.length).toBeGreaterThan(20);
    for (const { name } of named) expect(page).toContain(`<dt><code>${name}</code>`);
  });

  test("runs no script and carries no style of its own", () => {
    expect(page).not.toMatch(/<script|<style|\son\w+=|\sstyle=/);
  });

  test("shows an example of every operation but the catalogue's list, which is long", () => {
    const without = operationsOf(document).filter((placed) => shownOf(placed).length === 0);
    expect(without.map(({ operation }) => operation.operationId)).toEqual(["listSignatures"]);
  });
});

describe("an example", () => {
  const commands = operationsOf(document).flatMap((placed) => shownOf(placed).map(({ command }) => command));

  test("is a command that a shell can read", () => {
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) execFileSync("bash", ["-n"], { input: command });
  });

  test("has all that its path wants", () => {
    expect(commands.filter((command) => /localhost:8787\S*\{/.test(command))).toEqual([]);
  });
});

describe("html", () => {
  test("escapes what is filled in, and takes templates as they are", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(html`<p title="${'"'}">${[inner, " & ", null, 1]}</p>`.markup).toBe(
      '<p title="&quot;"><b>&lt;i&gt;</b> &amp; 1</p>',
    );
  });

  test("marks what stands in backticks as code", () => {
    expect(prose("the member `a<b` of it").markup).toBe("the member <code>a&lt;b</code> of it");
  });
});
