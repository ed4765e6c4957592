import { post } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Refusal, Skeleton } from "../../ui/page.tsx";
import { type Delivery, useDeliveries, useWebhookCall } from "./use-webhooks.ts";

const STATES = {
  waiting: { name: "Waiting", kind: "warn" },
  delivered: { name: "Delivered", kind: "good" },
  "given-up": { name: "Given up", kind: "bad" },
} as const;

const ERRORS: Readonly<Record<string, string>> = {
  "private-address": "the address leads to a private network",
  timeout: "no answer in time",
  "name-not-found": "the name of the host isn’t known",
  "not-reached": "nobody listens there",
  "certificate-expired": "its certificate has expired",
  "certificate-of-another-host": "its certificate is of another host",
  "certificate-not-trusted":
    "its certificate is from nobody who is trusted, such as one that it has signed itself",
  tls: "the certificate isn’t right",
  "key-store-away": "not sent: the key store was away",
  "connection-broken": "the connection broke",
};

/** What was sent to a webhook in the last thirty days, and what became of it. */
export function DeliveryLog(props: { readonly at: string; readonly webhookId: string }) {
  const { at, webhookId } = props;
  const log = useDeliveries(at, webhookId);
  const { busy, error, change } = useWebhookCall(at);
  if (log.isPending) return <Skeleton />;
  if (log.data === undefined) return <Refusal error={log.error} />;
  const items = log.data.pages.flatMap((page) => page.items);
  const may = log.data.pages[0]?.can.redeliver.allowed === true;
  if (items.length === 0)
    return <p className="soft small">No message yet. A test shows whether your program takes it.</p>;
  return (
    <div className="stack">
      <Refusal error={error ?? (log.isFetchNextPageError ? log.error : null)} />
      <ul className="list" aria-label="Messages">
        {items.map((delivery) => (
          <li key={delivery.id}>
            <Message
              delivery={delivery}
              onAgain={
                may
                  ? () => change(() => post(`${at}/${webhookId}/deliveries/${delivery.id}/redeliver`))
                  : null
              }
              busy={busy}
            />
          </li>
        ))}
      </ul>
      {log.hasNextPage ? (
        <div>
          <button
            type="button"
            className="button"
            disabled={log.isFetchingNextPage}
            onClick={() => log.fetchNextPage()}
          >
            Show older ones
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Message(props: {
  readonly delivery: Delivery;
  readonly onAgain: (() => void) | null;
  readonly busy: boolean;
}) {
  const { delivery, onAgain, busy } = props;
  const { name, kind } = STATES[delivery.state];
  return (
    <details className="message">
      <summary className="message-head">
        <span className={`badge ${kind}`}>{name}</span>
        <span className="mono">{delivery.type}</span>
        <span className="soft small">{moment(delivery.queuedAt)}</span>
      </summary>
      <div className="stack">
        <dl className="facts">
          <dt>webhook-id</dt>
          <dd className="mono">{delivery.id}</dd>
          {delivery.nextTryAt === null ? null : (
            <>
              <dt>Next try</dt>
              <dd>{moment(delivery.nextTryAt)}</dd>
            </>
          )}
          <dt>Tries</dt>
          <dd>
            {delivery.tries.length === 0 ? (
              "none yet"
            ) : (
              <ol className="plain">
                {delivery.tries.map((one) => (
                  <li key={one.at}>
                    {moment(one.at)}:{" "}
                    {one.status === null
                      ? (ERRORS[one.error ?? ""] ?? "it failed")
                      : `answered with ${one.status}`}{" "}
                    <span className="soft">({one.ms} ms)</span>
                  </li>
                ))}
              </ol>
            )}
          </dd>
        </dl>
        <pre className="code">{pretty(delivery.body)}</pre>
        {onAgain === null ? null : (
          <div>
            <button type="button" className="button" disabled={busy} onClick={onAgain}>
              Send again
            </button>
          </div>
        )}
      </div>
    </details>
  );
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
