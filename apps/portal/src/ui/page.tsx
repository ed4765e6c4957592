import { type ReactNode, useEffect, useRef } from "react";

/** A page's heading; it takes the focus when the page or step appears, so that readers of the screen hear where they are. */
export function Heading(props: { readonly children: string; readonly lead?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    document.title = `${props.children} · Gatehouse`;
  }, [props.children]);
  return (
    <div>
      <h1 ref={heading} tabIndex={-1}>
        {props.children}
      </h1>
      {props.lead ? <p className="lead">{props.lead}</p> : null}
    </div>
  );
}

export function Card(props: {
  /** Where other parts of the page lead to. */
  readonly id?: string;
  readonly title: string;
  readonly explain?: ReactNode;
  /** Over both columns of a grid. */
  readonly across?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section
      id={props.id}
      tabIndex={props.id === undefined ? undefined : -1}
      className={props.across ? "card across" : "card"}
      aria-label={props.title}
    >
      <h2>{props.title}</h2>
      {props.explain ? <p className="explain">{props.explain}</p> : null}
      {props.children}
    </section>
  );
}

export function Callout(props: { readonly kind?: "bad" | "warn" | "good"; readonly children: ReactNode }) {
  return (
    <div className={`callout ${props.kind ?? ""}`} role={props.kind === "bad" ? "alert" : undefined}>
      {props.children}
    </div>
  );
}

/** Says what went wrong; nothing where nothing did. */
export function Refusal(props: { readonly error: Error | null }) {
  return props.error === null ? null : <Callout kind="bad">{props.error.message}</Callout>;
}

export function Skeleton() {
  return (
    <div className="stack" role="status" aria-busy="true" aria-label="Loading">
      <div className="skeleton" />
      <div className="skeleton tall" />
      <div className="skeleton tall" />
    </div>
  );
}

const KIND = {
  active: "good",
  inactive: "",
  expired: "warn",
  revoked: "bad",
  pending: "warn",
  suspended: "bad",
} as const;

export function StatusBadge(props: { readonly status: keyof typeof KIND }) {
  const name = props.status.charAt(0).toUpperCase() + props.status.slice(1);
  return <span className={`badge ${KIND[props.status]}`}>{name}</span>;
}
