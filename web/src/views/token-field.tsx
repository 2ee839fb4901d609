/** Asks for the token of a service that does not let everybody in. */
import { useSignal } from "@preact/signals";
import type { ProblemView } from "../engine/messages.ts";
import { token, useToken } from "../token.ts";

/** Of a request that lacks a token, or whose token does not reach so far. */
const CLOSED = ["unauthenticated", "forbidden", "outside-prefix"].map((type) => `/problems/${type}`);

export const isClosed = ({ type }: ProblemView) => CLOSED.includes(type);

export function TokenField({ onToken }: { onToken: () => void }) {
  const text = useSignal(token.value);
  const take = async (event: Event) => {
    event.preventDefault();
    await useToken(text.value.trim());
    onToken();
  };
  return (
    <form class="token" onSubmit={take}>
      <label>
        Token of this service
        <input
          type="password"
          required
          autocomplete="off"
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit">Use this token</button>
      <p class="hint">It is kept until this tab is closed, and sent to {location.host} alone.</p>
    </form>
  );
}
