import { useState } from "react";

const SHOW_COPIED_MS = 1_500;

function CopyButton(props: { readonly text: string; readonly name: string; readonly look: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOW_COPIED_MS);
  };
  return (
    <button
      type="button"
      className={props.look}
      onClick={copy}
      aria-label={`${copied ? "Copied" : "Copy"} ${props.name}`}
    >
      {copied ? "Copied" : "Copy"}
    </button>
  );
}

/** A value and a button that copies it. */
export function CopyText(props: { readonly text: string; readonly name: string; readonly shown?: string }) {
  return (
    <span className="copyable">
      <span className="mono">{props.shown ?? props.text}</span>
      <CopyButton text={props.text} name={props.name} look="button quiet" />
    </span>
  );
}

/** Lines of code and a button that copies them. */
export function CodeBlock(props: { readonly text: string; readonly name: string }) {
  return (
    <div className="code-block">
      <pre className="code">{props.text}</pre>
      <CopyButton text={props.text} name={props.name} look="button" />
    </div>
  );
}
