/** A button that opens the file dialog. */
import { useRef } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly primary?: boolean;
  readonly accept?: string;
  onFile(file: File): void;
}

export function FilePicker({ label, primary = false, accept, onFile }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const take = () => {
    const file = picker.current?.files?.[0];
    if (file !== undefined) onFile(file);
    // The same file may be chosen again after it was changed.
    if (picker.current !== null) picker.current.value = "";
  };
  return (
    <>
      <button type="button" class={primary ? "primary" : undefined} onClick={() => picker.current?.click()}>
        {label}
      </button>
      <input ref={picker} type="file" hidden accept={accept} aria-label={label} onChange={take} />
    </>
  );
}
