import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useId, useRef, useState } from "react";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { NoticeList } from "./notice-list.tsx";
import { useNotices, useUnread } from "./use-notices.ts";

const MOST_COUNTED = 100;

/** Rings in the frame of every page: how many notices are unread, and on a press the newest of them. */
export function Bell() {
  const unread = useUnread().data ?? 0;
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const place = useRouterState({ select: ({ location }) => location.href });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => setOpen(false), [place]);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !frame.current?.contains(target)) setOpen(false);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", onKey);
    };
  }, [open]);
  const shown = unread >= MOST_COUNTED ? "99+" : String(unread);
  return (
    <div className="bell" ref={frame}>
      <button
        ref={button}
        type="button"
        className="button quiet"
        aria-expanded={open}
        aria-controls={open ? panel : undefined}
        aria-label={unread === 0 ? "Notices" : `Notices, ${shown} unread`}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path
            d="M10 2.5a4.7 4.7 0 0 0-4.7 4.7c0 4.3-1.6 5.5-1.6 6.3h12.6c0-.8-1.6-2-1.6-6.3A4.7 4.7 0 0 0 10 2.5ZM8.2 16a1.9 1.9 0 0 0 3.6 0"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
        </svg>
        {unread === 0 ? null : <span className="bell-count">{shown}</span>}
      </button>
      {open ? (
        <section className="bell-panel stack" id={panel} aria-label="Newest notices">
          <Newest onFollow={() => setOpen(false)} />
        </section>
      ) : null}
    </div>
  );
}

function Newest(props: { readonly onFollow: () => void }) {
  const notices = useNotices();
  const { busy, error, run } = useFormCall();
  return (
    <>
      <div className="row spread">
        <h2>Notices</h2>
        {notices.unread === 0 ? null : (
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => run(notices.markAllRead)}
          >
            Mark all as read
          </button>
        )}
      </div>
      <Refusal error={error} />
      <NoticeList notices={notices} most={6} onFollow={props.onFollow} />
      <div className="row spread small">
        <Link to="/notices" onClick={props.onFollow}>
          All notices
        </Link>
        <Link to="/notices/settings" onClick={props.onFollow}>
          Choose your mails
        </Link>
      </div>
    </>
  );
}
