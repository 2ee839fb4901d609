/** The token of a service that asks for one, kept until the tab is closed. */
import { signal } from "@preact/signals";
import { call } from "./engine/client.ts";

const KEPT = "token";

export const token = signal(sessionStorage.getItem(KEPT) ?? "");

export async function useToken(text: string): Promise<void> {
  token.value = text;
  sessionStorage.setItem(KEPT, text);
  await call("token", [text]);
}

/** Hands the token of the tab to the engine. */
export async function loadToken(): Promise<void> {
  if (token.value !== "") await call("token", [token.value]);
}
