import { useState } from "react";

const SHOW_COPIED_MS = 1_500;

/** A value and a button that copies it. */
export function CopyText(props: { readonly text: string; readonly name: string; readonly shown?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOW_COPIED_MS);
  };
  return (
    <>
      <span className="mono">{props.shown ?? props.text}</span>
      <button type="button" className="button quiet" onClick={copy} aria-label={`Copy ${props.name}`}>
        {copied ? "Copied" : "Copy"}
      </button>
    </>
  );
}
