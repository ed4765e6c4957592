import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { date, moment } from "../../ui/format.ts";
import { Card, Refusal, Skeleton } from "../../ui/page.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import type { Passkey } from "./passkey.ts";
import { RemovePasskey } from "./remove-passkey.tsx";
import { RenamePasskey } from "./rename-passkey.tsx";

const KEY = ["passkeys"];

export function PasskeysCard() {
  const read = useQuery({
    queryKey: KEY,
    queryFn: () => get<{ available: boolean; items: Passkey[] }>("/accounts/me/passkeys"),
  });
  return (
    <Card
      title="Passkeys"
      explain="A log-in without a password: a device that you have, opened by its PIN, your finger or your face. Nobody can be tricked into typing it elsewhere."
    >
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data === undefined ? null : <Passkeys available={read.data.available} items={read.data.items} />}
    </Card>
  );
}

function Passkeys(props: { readonly available: boolean; readonly items: readonly Passkey[] }) {
  const queries = useQueryClient();
  const [said, setSaid] = useState("");
  const done = async (words: string) => {
    setSaid(words);
    // Everything: what was withheld for want of one is open now.
    await queries.invalidateQueries();
  };
  return (
    <div className="stack">
      {props.items.length === 0 ? (
        <p>You have none yet.</p>
      ) : (
        <ul className="people" aria-label="Passkeys">
          {props.items.map((passkey) => (
            <li className="person" key={passkey.id}>
              <div className="who">
                <strong>{passkey.name}</strong>
                <span className="soft small">
                  Added {date(passkey.addedAt)} ·{" "}
                  {passkey.lastUsedAt === null ? "not used yet" : `last used ${moment(passkey.lastUsedAt)}`}
                </span>
              </div>
              <RenamePasskey passkey={passkey} onDone={() => done("The passkey has its new name.")} />
              <RemovePasskey
                passkey={passkey}
                onDone={() => done(`The passkey ${passkey.name} is removed.`)}
              />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="small">
        {said}
      </p>
      {props.available ? (
        <AddPasskey onDone={(name) => done(`The passkey ${name} opens your account from now on.`)} />
      ) : (
        <p className="soft small">
          Passkeys belong to names: they can be added where this desk is reached by a name instead of a
          number.
        </p>
      )}
    </div>
  );
}
