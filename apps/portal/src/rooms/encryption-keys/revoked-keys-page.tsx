import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import type { RevokedKey } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { date, daysUntil, grouped, moment, shortId } from "../../ui/format.ts";
import { KeyMark } from "../../ui/key-mark.tsx";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { BringBack } from "./bring-back.tsx";

const WHY_NOT: Readonly<Record<string, string>> = {
  compromised: "Reported as compromised: it stays revoked.",
  expired: "It has expired: brought back, it would still be refused.",
  destroyed: "Its day has come.",
};

/** For operators: revoked Client Encryption Keys whose private half is still there. */
export function RevokedKeysPage() {
  const read = useQuery({
    queryKey: ["operator", "revoked-keys"],
    queryFn: () => get<{ items: RevokedKey[]; total: number }>("/operator/revoked-keys"),
  });
  const [chosen, setChosen] = useState<RevokedKey | null>(null);
  const [restored, setRestored] = useState<RevokedKey | null>(null);
  const items = read.data?.items ?? [];
  return (
    <div className="stack wide">
      <Heading lead="Client Encryption Keys that a partner has revoked. Each private half rests, wrapped, until its day; until then a mistake can be undone.">
        Revoked keys awaiting destruction
      </Heading>
      {restored === null ? null : (
        <Callout kind="good">
          Key {shortId(restored.kid)} of “{restored.project.name}” is in use again, and its team is told.
        </Callout>
      )}
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.isSuccess && items.length === 0 ? (
        <section className="card" aria-label="No key waits">
          <p className="soft">No key waits for its destruction.</p>
        </section>
      ) : null}
      {read.data !== undefined && read.data.total > items.length ? (
        <Callout>
          {items.length} of {read.data.total} are shown: those whose day comes first.
        </Callout>
      ) : null}
      {items.map((key) => (
        <OneRevokedKey key={key.id} revoked={key} onBringBack={() => setChosen(key)} />
      ))}
      {chosen === null ? null : (
        <BringBack
          revoked={chosen}
          onDone={() => {
            setRestored(chosen);
            setChosen(null);
          }}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

function OneRevokedKey(props: { readonly revoked: RevokedKey; readonly onBringBack: () => void }) {
  const { revoked: key } = props;
  return (
    <section className="card" aria-label={`Key ${shortId(key.kid)} of ${key.project.name}`}>
      <div className="row spread">
        <h2>{key.project.name}</h2>
        {key.can.restore.allowed ? (
          <button type="button" className="button" onClick={props.onBringBack}>
            Bring back
          </button>
        ) : (
          <span className="soft small">{WHY_NOT[key.can.restore.reason ?? ""]}</span>
        )}
      </div>
      <dl className="facts">
        <dt>Company</dt>
        <dd>{key.company ?? "none"}</dd>
        <dt className="wide">Key ID (kid)</dt>
        <dd className="wide marked">
          <KeyMark hex={key.kid} />
          <CopyText text={key.kid} name="key ID" shown={grouped(key.kid)} />
        </dd>
        <dt>Revoked</dt>
        <dd>
          {key.revokedAt === null ? null : moment(key.revokedAt)}
          {key.revokedBy === null ? null : <span className="soft">by {key.revokedBy}</span>}
        </dd>
        <dt>Destroyed on</dt>
        <dd>
          {key.destroyedAt === null ? (
            "soon"
          ) : (
            <>
              {date(key.destroyedAt)}
              <span className="soft">in {Math.max(0, daysUntil(key.destroyedAt, new Date()))} days</span>
            </>
          )}
        </dd>
      </dl>
    </section>
  );
}
