import { type FormEvent, useId, useState } from "react";
import { post } from "../../api/call.ts";
import type { MastercardKey } from "../../api/types.ts";
import { answerChallenge } from "../../key-workshop/answer-challenge.ts";
import { CodeBlock } from "../../ui/copy-text.tsx";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { ChoiceField, TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useKeyCall } from "./use-key-call.ts";

interface Challenge {
  rehearsalId: string;
  challenge: string;
}

type Way = "file" | "program";

const WAYS: readonly { value: Way; name: string; explain: string }[] = [
  { value: "file", name: "With the key file, here", explain: "Opened in this browser; it is sent nowhere" },
  {
    value: "program",
    name: "With your program",
    explain: "It decrypts the challenge, and you bring the answer",
  },
];

/** Shows that the private half is at hand and works, before answers depend on it. */
export function RehearseKey(props: {
  readonly projectId: string;
  readonly encryptionKey: MastercardKey;
  readonly onClose: () => void;
}) {
  const { encryptionKey: key } = props;
  const at = `/projects/${props.projectId}/mastercard-encryption-keys/${key.id}/rehearsals`;
  const [way, setWay] = useState<Way>("file");
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState("");
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [answer, setAnswer] = useState("");
  const { busy, error, change } = useKeyCall(props.projectId);
  const id = useId();
  const begin = () => post<Challenge>(at);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => {
      if (way === "program" && challenge === null) {
        setChallenge(await begin());
        return;
      }
      if (way === "program" && challenge !== null) {
        await post(`${at}/${challenge.rehearsalId}/answer`, { answer: answer.trim() });
      } else {
        if (file === null) throw new Error("Choose the key file first.");
        const asked = await begin();
        const bytes = new Uint8Array(await file.arrayBuffer());
        const read = await answerChallenge({ file: bytes, password, challenge: asked.challenge });
        await post(`${at}/${asked.rehearsalId}/answer`, { answer: read });
      }
      props.onClose();
    });
  };
  return (
    <Dialog title={`Rehearse “${key.alias}”`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>A challenge is encrypted to this key, as answers will be. Who reads it has the private half.</p>
        <ChoiceField legend="How do you read it?" value={way} choices={WAYS} onChoice={setWay} />
        {way === "file" ? (
          <>
            <div className="field">
              <label htmlFor={`${id}-file`}>Key file</label>
              <input
                id={`${id}-file`}
                type="file"
                accept=".p12,.pfx,.pem,.key"
                aria-describedby={`${id}-hint`}
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
              <span className="hint" id={`${id}-hint`}>
                A .p12 file of either form, or a private key in PEM.
              </span>
            </div>
            <TextField
              label="Keystore password"
              hint="Leave it empty for a private key without one."
              type="password"
              autoComplete="off"
              value={password}
              onText={setPassword}
            />
          </>
        ) : null}
        {way === "program" && challenge !== null ? (
          <>
            <CodeBlock name="the challenge" text={challenge.challenge} />
            <TextField
              label="Answer"
              hint="The text of “rehearsal” in the JSON that the challenge holds. It is good for 15 minutes."
              autoComplete="off"
              value={answer}
              onText={setAnswer}
            />
          </>
        ) : null}
        <Refusal error={error} />
        <DialogAnswers
          label={way === "program" && challenge === null ? "Get the challenge" : "Prove the key"}
          busy={busy}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}
