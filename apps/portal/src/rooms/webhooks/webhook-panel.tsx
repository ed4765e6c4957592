import { useState } from "react";
import { Callout, Card, Refusal, Skeleton } from "../../ui/page.tsx";
import { AddWebhook } from "./add-webhook.tsx";
import { NewSecret } from "./new-secret.tsx";
import { useWebhooks } from "./use-webhooks.ts";
import { WebhookItem } from "./webhook-item.tsx";

/** The webhooks of a project or of the provider, by the path of their list. */
export function WebhookPanel(props: { readonly at: string }) {
  const { at } = props;
  const read = useWebhooks(at);
  const [secret, setSecret] = useState<{
    readonly of: string;
    readonly text: string;
    readonly warning: string | null;
  } | null>(null);
  if (read.isPending) return <Skeleton />;
  if (read.data === undefined) {
    return (
      <div className="stack">
        <Refusal error={read.error} />
        <div>
          <button type="button" className="button" onClick={() => read.refetch()}>
            Try again
          </button>
        </div>
      </div>
    );
  }
  const { items, can, most, kinds } = read.data;
  return (
    <div className="stack wide">
      {secret === null ? null : (
        <NewSecret
          host={secret.of}
          secret={secret.text}
          warning={secret.warning}
          onKept={() => setSecret(null)}
        />
      )}
      {items.length === 0 ? (
        <Card title="No webhook yet">
          <p className="soft">
            A program of yours can be told what happens, at once and without asking: add the address where it
            listens.
          </p>
        </Card>
      ) : (
        items.map((webhook) => (
          <WebhookItem
            key={webhook.id}
            at={at}
            webhook={webhook}
            kinds={kinds}
            change={can.change}
            onSecret={(text) => setSecret({ of: new URL(webhook.url).host, text, warning: null })}
          />
        ))
      )}
      {can.add.allowed ? (
        <AddWebhook
          at={at}
          onMade={({ webhook, secret, warning = null }) =>
            setSecret({ of: new URL(webhook.url).host, text: secret, warning })
          }
        />
      ) : (
        <Callout>
          {can.add.reason === "too-many-webhooks"
            ? `There are ${most} webhooks, which is as many as there may be: remove one to add another.`
            : can.add.reason === "second-factor-required"
              ? "You can see webhooks here; changing them waits for your second factor."
              : "You can see webhooks here, but your role can’t change them."}
        </Callout>
      )}
    </div>
  );
}
