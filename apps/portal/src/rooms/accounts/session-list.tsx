import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post, remove } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

interface Session {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly begunAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

/** Where one is logged in. Ended is ended: who sits there logs in again, so nothing is asked twice. */
export function SessionList() {
  const queries = useQueryClient();
  const [said, setSaid] = useState("");
  const { busy, error, run } = useFormCall();
  const read = useQuery({
    queryKey: ["sessions"],
    queryFn: () => get<{ items: Session[] }>("/accounts/me/sessions"),
  });
  const end = (path: string | null, words: string) =>
    run(async () => {
      if (path === null) await post("/accounts/me/sessions/end-others");
      else await remove(path);
      setSaid(words);
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    });
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Refusal error={read.error} />;
  const sessions = read.data.items;
  return (
    <div className="stack">
      <ul className="people" aria-label="Sessions">
        {sessions.map(({ id, device, address, begunAt, lastSeenAt, current }) => (
          <li className="person" key={id}>
            <div className="who">
              <strong>
                {device} {current ? <span className="badge good">This one</span> : null}
              </strong>
              <span className="soft small">
                From {address} · begun {moment(begunAt)} · last seen {moment(lastSeenAt)}
              </span>
            </div>
            {current ? null : (
              <button
                type="button"
                className="button danger"
                disabled={busy}
                aria-label={`End the session on ${device}, begun ${moment(begunAt)}`}
                onClick={() => end(`/accounts/me/sessions/${id}`, `The session on ${device} has ended.`)}
              >
                End
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={error} />
      <div className="row">
        {sessions.length > 1 ? (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => end(null, "All other sessions have ended.")}
          >
            End all others
          </button>
        ) : null}
        <p role="status" className="small">
          {said}
        </p>
      </div>
    </div>
  );
}
