/** The settings of a run; folded away, because the defaults fit most matrices. */
import { METHOD_NAMES } from "../../../../worker/engine/signature.ts";
import type { Settings } from "../../engine/settings.ts";
import { settings } from "../../session.ts";
import { listings } from "../../signatures.ts";

const change = (changed: Partial<Settings>) => {
  settings.value = { ...settings.value, ...changed };
};

export function SettingsForm() {
  const { duplicates, classes, engine } = settings.value;
  return (
    <details class="settings">
      <summary>Signatures, methods and rules</summary>
      <SignatureChoice />
      <MethodChoice />
      <div class="selects">
        <Choice
          label="A gene on several rows"
          value={duplicates}
          options={{ error: "is an error", first: "first row", mean: "mean", max: "largest value" }}
          onChange={(value) => change({ duplicates: value })}
        />
        <Choice
          label="Classes"
          value={classes}
          options={{ cohort: "relative to this cohort", none: "none, scores alone" }}
          onChange={(value) => change({ classes: value })}
        />
        <Choice
          label="Engine"
          value={engine}
          options={{ wasm: "WebAssembly", typescript: "TypeScript (same bits)" }}
          onChange={(value) => change({ engine: value })}
        />
      </div>
    </details>
  );
}

function SignatureChoice() {
  const { signatures } = settings.value;
  const core = listings.value.filter(({ role }) => role === "core").map(({ id }) => id);
  const scorable = listings.value.filter((listing) => listing.scorable);
  const chosen = new Set(
    signatures === "all" ? scorable.map(({ id }) => id) : signatures.length > 0 ? signatures : core,
  );
  const toggle = (id: string) => {
    if (!chosen.delete(id)) chosen.add(id);
    const ids = scorable.map((listing) => listing.id).filter((each) => chosen.has(each));
    const isCore = ids.length === core.length && core.every((each) => chosen.has(each));
    change({ signatures: isCore || ids.length === 0 ? [] : ids });
  };
  return (
    <fieldset class="signatures">
      <legend>
        Signatures{" "}
        <button type="button" class="link" onClick={() => change({ signatures: [] })}>
          core
        </button>{" "}
        <button type="button" class="link" onClick={() => change({ signatures: "all" })}>
          all {scorable.length}
        </button>
      </legend>
      <div class="checks" tabIndex={0} role="group" aria-label="Signatures of the catalogue">
        {scorable.map(({ id, name, citation, genes, reading }) => (
          <label key={id} title={reading}>
            <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
            <span>
              {name} <span class="hint">{`${citation}, ${genes} ${genes === 1 ? "gene" : "genes"}`}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function MethodChoice() {
  const { methods } = settings.value;
  const toggle = (name: string) => {
    change({ methods: methods.includes(name) ? methods.filter((each) => each !== name) : [...methods, name] });
  };
  return (
    <fieldset>
      <legend>
        Methods <span class="hint">none ticked: each signature’s own</span>
      </legend>
      <div class="ticks">
        {METHOD_NAMES.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={methods.includes(name)} onChange={() => toggle(name)} /> {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, string>>;
  onChange(value: Value): void;
}

export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {(Object.entries(options) as [Value, string][]).map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
