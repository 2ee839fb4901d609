/** The token of a service that asks for one, kept until the tab is closed. It is part of no command that is shown. */
import { signal } from "@preact/signals";
import { call } from "./engine/client.ts";

const KEPT = "token";

export const token = signal(sessionStorage.getItem(KEPT) ?? "");

/** Whether the service lets in nobody without a token. */
export const asksForToken = signal(token.value !== "");

/** Asks the service, which says so to everybody. A page without a service behind it still scores on this computer. */
export async function learnAccess(): Promise<void> {
  try {
    const { access } = await (await fetch("/healthz")).json();
    asksForToken.value = access === "tokens";
  } catch {
    // Nothing can be asked of it, with a token or without.
  }
}

export async function useToken(text: string): Promise<void> {
  token.value = text;
  sessionStorage.setItem(KEPT, text);
  await call("token", [text]);
}

/** Hands the token of the tab to the engine. */
export async function loadToken(): Promise<void> {
  if (token.value !== "") await call("token", [token.value]);
}
