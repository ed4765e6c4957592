import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { type Made, useWebhookCall } from "./use-webhooks.ts";

export function AddWebhook(props: { readonly at: string; readonly onMade: (made: Made) => void }) {
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const { busy, error, field, change } = useWebhookCall(props.at);
  const add = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => {
      props.onMade(await post<Made>(props.at, { url, description }));
      setUrl("");
      setDescription("");
    });
  };
  const wrong = field("/url");
  return (
    <Card
      title="Add a webhook"
      explain="Messages are signed by the Standard Webhooks specification: libraries for most languages check them. Whatever answers with 2xx has taken a message; anything else is tried again for a day."
    >
      <form className="stack" onSubmit={add}>
        <TextField
          label="Address"
          hint="Where your program listens, on the public internet."
          wrong={wrong}
          value={url}
          onText={setUrl}
          type="url"
          placeholder="https://"
          required
          maxLength={2_000}
        />
        <TextField
          label="What it is for"
          hint="For your colleagues; may be left empty."
          value={description}
          onText={setDescription}
          maxLength={200}
        />
        {wrong === null ? <Refusal error={error} /> : null}
        <div>
          <button type="submit" className="button primary" disabled={busy}>
            Add webhook
          </button>
        </div>
      </form>
    </Card>
  );
}
