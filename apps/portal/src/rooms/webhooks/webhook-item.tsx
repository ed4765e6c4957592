import { useState } from "react";
import { patch, post, remove } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { count, moment } from "../../ui/format.ts";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { ChooseKinds } from "./choose-kinds.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { type Kind, type Made, useWebhookCall, type Webhook } from "./use-webhooks.ts";

export function WebhookItem(props: {
  readonly at: string;
  readonly webhook: Webhook;
  readonly kinds: readonly Kind[];
  readonly change: Ability;
  readonly onSecret: (secret: string) => void;
}) {
  const { at, webhook } = props;
  const { host } = new URL(webhook.url);
  const [asked, setAsked] = useState<"kinds" | "rotate" | "remove" | null>(null);
  const [open, setOpen] = useState(false);
  const { busy, error, change } = useWebhookCall(at);
  const here = `${at}/${webhook.id}`;
  const test = () =>
    change(async () => {
      await post(`${here}/test`);
      setOpen(true);
    });
  const paused = webhook.pausedAt !== null;
  const pause = () =>
    change(async () => {
      await patch(here, { paused: !paused });
    });
  const rotate = () =>
    change(async () => {
      props.onSecret((await post<Made>(`${here}/rotate`)).secret);
      setAsked(null);
    });
  const end = () =>
    change(async () => {
      await remove(here);
      setAsked(null);
    });
  return (
    <Card title={host} explain={webhook.description}>
      <div className="stack">
        {webhook.pausedAt === null ? null : (
          <Callout kind="warn">
            <strong>Paused since {moment(webhook.pausedAt)}.</strong> What happens meanwhile is not sent to
            it.
            {webhook.waiting === 0 ? null : " Messages from before wait, and go out when it is resumed."}
          </Callout>
        )}
        <Facts webhook={webhook} kinds={props.kinds} />
        {asked === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide messages" : "Messages"}
          </button>
          {props.change.allowed ? (
            <>
              {paused ? null : (
                <button type="button" className="button" disabled={busy} onClick={test}>
                  Send a test
                </button>
              )}
              <button type="button" className="button" disabled={busy} onClick={pause}>
                {paused ? "Resume" : "Pause"}
              </button>
              <button type="button" className="button" disabled={busy} onClick={() => setAsked("kinds")}>
                Choose kinds
              </button>
              <button type="button" className="button" disabled={busy} onClick={() => setAsked("rotate")}>
                New secret
              </button>
              <button
                type="button"
                className="button danger"
                disabled={busy}
                onClick={() => setAsked("remove")}
              >
                Remove
              </button>
            </>
          ) : null}
        </div>
        {open ? <DeliveryLog at={at} webhookId={webhook.id} /> : null}
      </div>
      {asked === "kinds" ? (
        <ChooseKinds at={at} webhook={webhook} kinds={props.kinds} onClose={() => setAsked(null)} />
      ) : null}
      {asked === "rotate" ? (
        <Dialog title={`A new secret for ${host}?`} onClose={() => setAsked(null)}>
          <p>
            The new secret is shown once. For a day messages carry the signatures of both, so your program can
            change in its own time; after that the old one is of no use.
          </p>
          <Refusal error={error} />
          <DialogAnswers
            label="Make a new secret"
            busy={busy}
            onAct={rotate}
            onCancel={() => setAsked(null)}
          />
        </Dialog>
      ) : null}
      {asked === "remove" ? (
        <Dialog title={`Remove the webhook to ${host}?`} onClose={() => setAsked(null)}>
          <p>
            It gets no messages from now on. Those that wait for it are dropped, and its log goes with it.
          </p>
          <Refusal error={error} />
          <DialogAnswers
            label="Remove webhook"
            kind="danger"
            busy={busy}
            onAct={end}
            onCancel={() => setAsked(null)}
          />
        </Dialog>
      ) : null}
    </Card>
  );
}

function Facts(props: { readonly webhook: Webhook; readonly kinds: readonly Kind[] }) {
  const { url, createdAt, createdBy, oldSecretUntil, waiting, lastDeliveredAt } = props.webhook;
  return (
    <dl className="facts">
      <dt>Address</dt>
      <dd className="mono">{url}</dd>
      <dt>Added</dt>
      <dd>
        {moment(createdAt)} by {createdBy}
      </dd>
      <dt>Gets</dt>
      <dd>{kindsInWords(props.webhook.types, props.kinds)}</dd>
      <dt>Last message taken</dt>
      <dd>{lastDeliveredAt === null ? "none yet" : moment(lastDeliveredAt)}</dd>
      {waiting === 0 ? null : (
        <>
          <dt>Waiting</dt>
          <dd>
            <span className="badge warn">{waiting === 1 ? "1 message" : `${count(waiting)} messages`}</span>
          </dd>
        </>
      )}
      {oldSecretUntil === null ? null : (
        <>
          <dt>Old secret</dt>
          <dd>signs as well until {moment(oldSecretUntil)}</dd>
        </>
      )}
    </dl>
  );
}

function kindsInWords(types: Webhook["types"], kinds: readonly Kind[]): string {
  if (types === null) return "messages of all kinds";
  return types.map((type) => kinds.find((kind) => kind.type === type)?.label ?? type).join(" · ");
}
