import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post, remove } from "../../api/call.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { date, moment } from "../../ui/format.ts";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

interface Feed {
  createdAt: string;
  readAt: string | null;
}

interface Address {
  url: string;
  webcalUrl: string;
}

/** A member's own calendar of when keys expire, by an address that calendar programs read. */
export function CalendarCard(props: { readonly projectId: string }) {
  const at = `/projects/${props.projectId}/calendar`;
  const key = ["project", props.projectId, "calendar"];
  const read = useQuery({
    queryKey: key,
    queryFn: async () => (await get<{ feed: Feed | null }>(at)).feed,
  });
  const [address, setAddress] = useState<Address | null>(null);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const make = () =>
    run(async () => {
      setAddress(await post<Address>(at));
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
    });
  const end = () =>
    run(async () => {
      await remove(at);
      setAddress(null);
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
    });
  const feed = read.data ?? null;
  return (
    <Card
      title="Calendar"
      explain="When keys expire and when you are reminded of it, in the calendar that you look at anyway. It follows by itself when keys change."
    >
      <div className="stack">
        <Refusal error={read.error ?? error} />
        {address === null ? <State feed={feed} /> : <NewAddress address={address} />}
        <div className="row">
          {feed === null && address === null ? (
            <button type="button" className="button" disabled={busy || read.isPending} onClick={make}>
              Add to calendar
            </button>
          ) : (
            <>
              <button type="button" className="button" disabled={busy} onClick={make}>
                Make a new address
              </button>
              <button type="button" className="button danger" disabled={busy} onClick={end}>
                End the address
              </button>
              <span className="soft small">A new address ends the old one.</span>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}

function State(props: { readonly feed: Feed | null }) {
  const { feed } = props;
  if (feed === null) {
    return (
      <p className="soft small">
        Calendars can’t log in, so you get an address of your own that nobody can guess. It says which keys
        expire and when, and holds no secret.
      </p>
    );
  }
  return (
    <p className="small">
      You have an address since {date(feed.createdAt)}, which was shown when it was made.{" "}
      {feed.readAt === null
        ? "No calendar has asked for it yet."
        : `A calendar last asked for it on ${moment(feed.readAt)}.`}
    </p>
  );
}

function NewAddress(props: { readonly address: Address }) {
  const { url, webcalUrl } = props.address;
  return (
    <>
      <Callout kind="good">
        Your address is ready. Whoever has it can read when keys expire, so keep it to yourself; it ends when
        you leave the project, and is shown this once.
      </Callout>
      <dl className="facts">
        <dt>For Google, Outlook on the web</dt>
        <dd>
          <CopyText text={url} name="calendar address" />
        </dd>
        <dt>For Apple, Outlook, Thunderbird</dt>
        <dd>
          <CopyText text={webcalUrl} name="webcal address" />
          <a className="button" href={webcalUrl}>
            Open in calendar
          </a>
        </dd>
      </dl>
    </>
  );
}
