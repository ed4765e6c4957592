import { ChecksField, ChoiceField, SelectField, TextField } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import type { PolicyForm } from "./policy-form.ts";

const SIZES = [2048, 3072, 4096] as const;
const HASHES = ["SHA-256", "SHA-384", "SHA-512"] as const;

/** The form's groups, each value with what it means and what it changes for keys that exist. */
export function PolicyFields(props: {
  readonly form: PolicyForm;
  readonly provider: string;
  /** What is said of a field; null: nothing. */
  readonly wrong: (field: keyof PolicyForm) => string | null;
  readonly onForm: (form: PolicyForm) => void;
}) {
  const { form, provider, wrong, onForm } = props;
  const text = (field: TextFieldName) => ({
    value: form[field],
    wrong: wrong(field),
    onText: (value: string) => onForm({ ...form, [field]: value }),
  });
  const number = (field: TextFieldName) => ({ ...text(field), inputMode: "numeric" as const });
  return (
    <>
      <Card title="Lifetimes" explain="Of new keys. Keys that exist keep their expiry.">
        <div className="grid-2">
          <TextField
            label="Client Encryption Key, days"
            hint={`Encrypts requests; the pair is ${provider}’s.`}
            {...number("clientKeyDays")}
          />
          <TextField
            label={`${provider} Encryption Key, days`}
            hint="Encrypts answers; the pair is the partner’s."
            {...number("mastercardKeyDays")}
          />
        </div>
      </Card>
      <Card
        title="Sizes and signatures"
        explain="Larger keys are harder to break and slower to decrypt with. Keys that exist stay in use, whatever their size."
      >
        <div className="grid-2">
          <ChecksField
            legend="Allowed RSA sizes"
            hint="Of pairs that partners make in the browser or bring as a request (CSR)."
            value={form.allowedBits}
            choices={SIZES.map((bits) => ({ value: bits, name: `${bits} bits` }))}
            wrong={wrong("allowedBits")}
            onChecks={(allowedBits) => onForm({ ...form, allowedBits })}
          />
          <SelectField
            label="Default size"
            hint="What pages choose first, and the size of each new Client Encryption Key."
            value={String(form.defaultBits)}
            options={SIZES.map((bits) => ({ value: String(bits), name: `${bits} bits` }))}
            wrong={wrong("defaultBits")}
            onText={(bits) => onForm({ ...form, defaultBits: Number(bits) as PolicyForm["defaultBits"] })}
          />
          <ChecksField
            legend="Hash algorithms of requests"
            hint="With which a partner’s request may be signed."
            value={form.signatureHashes}
            choices={HASHES.map((hash) => ({ value: hash, name: hash }))}
            wrong={wrong("signatureHashes")}
            onChecks={(signatureHashes) => onForm({ ...form, signatureHashes })}
          />
        </div>
      </Card>
      <Card
        title="How many"
        explain="Keys of one environment that are not revoked, at least two, since a rotation needs both the old and the new one. An environment that holds more keeps them, and can add none."
      >
        <div className="grid-2">
          <TextField label="Client Encryption Keys" {...number("mostClientKeys")} />
          <TextField label={`${provider} Encryption Keys`} {...number("mostMastercardKeys")} />
        </div>
      </Card>
      <Card
        title="Reminders"
        explain="Members of a project are mailed these days before a key in use expires. Keys that exist follow at once; of reminders whose day has passed only the latest is sent."
      >
        <TextField label="Days before expiry" hint="Separated by commas." {...text("reminderDays")} />
      </Card>
      <Card
        title="Activation and revocation"
        explain="Where a slip costs most: answers that nobody can read, and a key that is gone for good."
      >
        <div className="stack">
          <ChoiceField
            legend="Activating a key that nobody has rehearsed"
            value={form.unprovenActivation}
            choices={[
              {
                value: "ask-twice",
                name: "Ask twice",
                explain: "The page warns and wants a second yes.",
              },
              {
                value: "refuse",
                name: "Refuse",
                explain:
                  "Only a key whose private half was shown to be there is activated. An environment’s first key, and the successor of a compromised one, are active at once in either case.",
              },
            ]}
            onChoice={(unprovenActivation) => onForm({ ...form, unprovenActivation })}
          />
          <TextField
            label="Days until a revoked key is destroyed"
            hint="The private half of a revoked Client Encryption Key rests, wrapped, for so long; until then a mistake can be undone. Keys that are revoked already keep the day that was told."
            {...number("destroyAfterDays")}
          />
        </div>
      </Card>
      <Card
        title="People"
        explain="A password alone can be guessed or stolen. A second factor is an authenticator app, or a passkey that was used to log in; people add them on the page of their account."
      >
        <div className="stack">
          <ChoiceField
            legend="Partners’ second factor"
            value={form.secondFactor}
            choices={[
              { value: "choice", name: "Everybody’s choice", explain: "Nobody is asked to have one." },
              {
                value: "production-admins",
                name: "Admins of projects with Production",
                explain:
                  "Without one they read and can leave, and change nothing in such a project; nor can Production be requested.",
              },
            ]}
            onChoice={(secondFactor) => onForm({ ...form, secondFactor })}
          />
          <ChoiceField
            legend="Operators’ second factor"
            value={form.operatorSecondFactor}
            choices={[
              { value: "choice", name: "Everybody’s choice", explain: "No operator is asked to have one." },
              {
                value: "required",
                name: "All operators",
                explain:
                  "Whoever has shown none sees and does nothing at this desk; the page of their account, where one is added, stays open to them. Show your own first.",
              },
            ]}
            onChoice={(operatorSecondFactor) => onForm({ ...form, operatorSecondFactor })}
          />
        </div>
      </Card>
    </>
  );
}

type TextFieldName = {
  [Name in keyof PolicyForm]: PolicyForm[Name] extends string
    ? string extends PolicyForm[Name]
      ? Name
      : never
    : never;
}[keyof PolicyForm];
