import { type ReactNode, useEffect, useId, useRef } from "react";

/** A question over the page. Escape and Cancel close it; the focus goes back to where it came from. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog stack" aria-labelledby={title} onClose={props.onClose}>
      <h2 id={title}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** The answers to the question: what is to be done, and Cancel. Without `onAct` the first one submits the form around it. */
export function DialogAnswers(props: {
  readonly label: string;
  readonly kind?: "primary" | "danger";
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onAct?: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <div className="row">
      <button
        type={props.onAct === undefined ? "submit" : "button"}
        className={`button ${props.kind ?? "primary"}`}
        disabled={props.busy || props.disabled}
        onClick={props.onAct}
      >
        {props.label}
      </button>
      <button type="button" className="button" disabled={props.busy} onClick={props.onCancel}>
        Cancel
      </button>
    </div>
  );
}
