import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, remove } from "../../api/call.ts";
import type { RevokedKey } from "../../api/types.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { date, daysUntil, grouped, moment, shortId } from "../../ui/format.ts";
import { KeyMark } from "../../ui/key-mark.tsx";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { BringBack } from "./bring-back.tsx";

const WHY_NOT: Readonly<Record<string, string>> = {
  compromised: "Reported as compromised: it stays revoked.",
  expired: "It has expired: brought back, it would still be refused.",
  destroyed: "Its day has come.",
  "second-pair-of-eyes": "You have asked for it: another operator confirms.",
  "own-request": "Nobody decides about a key of their own project.",
};

const DONE = {
  asked: (key: RevokedKey) => `A second operator confirms that key ${shortId(key.kid)} is brought back.`,
  restored: (key: RevokedKey) =>
    `Key ${shortId(key.kid)} of “${key.project.name}” is in use again, and its team is told.`,
};

/** For operators: revoked Client Encryption Keys whose private half is still there. */
export function RevokedKeysPage() {
  const [page, setPage] = useState(1);
  const read = useQuery({
    queryKey: ["operator", "revoked-keys", page],
    queryFn: () => get<{ items: RevokedKey[]; total: number }>(`/operator/revoked-keys?page=${page}`),
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState<RevokedKey | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const items = read.data?.items ?? [];
  return (
    <div className="stack wide">
      <Heading lead="Client Encryption Keys that a partner has revoked. Each private half rests, wrapped, until its day; until then two operators can undo a mistake.">
        Revoked keys awaiting destruction
      </Heading>
      {done === null ? null : <Callout kind="good">{done}</Callout>}
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.isSuccess && items.length === 0 ? (
        <section className="card" aria-label="No key waits">
          <p className="soft">No key waits for its destruction.</p>
        </section>
      ) : null}
      {items.map((key) => (
        <OneRevokedKey key={key.id} revoked={key} onBringBack={() => setChosen(key)} />
      ))}
      <Pager page={page} onAPage={50} total={read.data?.total ?? 0} of="keys" onPage={setPage} />
      {chosen === null ? null : (
        <BringBack
          revoked={chosen}
          onDone={(state) => {
            setDone(DONE[state](chosen));
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
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const drop = () =>
    run(async () => {
      await remove(`/operator/revoked-keys/${key.id}/restore`);
      await queries.invalidateQueries({ queryKey: ["operator", "revoked-keys"] });
    });
  return (
    <section className="card stack" aria-label={`Key ${shortId(key.kid)} of ${key.project.name}`}>
      <div className="row spread">
        <h2>{key.project.name}</h2>
        {key.can.restore.allowed ? (
          <button type="button" className="button" onClick={props.onBringBack}>
            {key.restore === null ? "Bring back" : "Confirm"}
          </button>
        ) : (
          <span className="soft small">{WHY_NOT[key.can.restore.reason ?? ""]}</span>
        )}
      </div>
      {key.restore === null ? null : (
        <Callout kind="warn">
          {key.restore.askedBy} asks for it to be brought back; a second operator confirms by{" "}
          {moment(key.restore.lapsesAt)}, or it lapses. Reason: {key.restore.reason}
        </Callout>
      )}
      <Refusal error={error} />
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
      {key.can.drop.allowed ? (
        <div className="row card-foot">
          <button type="button" className="button" disabled={busy} onClick={() => void drop()}>
            Drop it
          </button>
        </div>
      ) : null}
    </section>
  );
}
