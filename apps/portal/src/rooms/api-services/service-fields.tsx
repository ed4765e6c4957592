import { useState } from "react";
import { ChoiceField, TextArea, TextField } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import type { ServiceFields } from "./service.ts";

export interface FieldsProps {
  readonly form: ServiceFields;
  readonly wrong: (field: string) => string | null;
  readonly onChange: (change: Partial<ServiceFields>) => void;
}

const POLICIES = [
  {
    value: "mirror",
    name: "Mirror",
    explain: "An encrypted request, or x-encrypted: true, gets an encrypted answer.",
  },
  { value: "required", name: "Required", explain: "A plain body is refused." },
  { value: "off", name: "Off", explain: "Nothing is encrypted." },
] as const;

/** What partners choose by. */
export function DetailFields({ form, wrong, onChange }: FieldsProps) {
  const [countries, setCountries] = useState(form.commercialCountries.join(", "));
  return (
    <Card title="For partners" explain="What they see when they select their API service.">
      <div className="stack">
        <TextField
          label="Name"
          value={form.name}
          maxLength={100}
          wrong={wrong("name")}
          onText={(name) => onChange({ name })}
        />
        <TextField
          label="Region"
          value={form.region}
          maxLength={60}
          wrong={wrong("region")}
          onText={(region) => onChange({ region })}
        />
        <TextArea
          label="Description"
          value={form.description}
          maxLength={255}
          wrong={wrong("description")}
          onText={(description) => onChange({ description })}
        />
        <TextField
          label="Commercial countries"
          hint="Codes of two letters with commas between them: US, CA."
          value={countries}
          wrong={wrong("commercialCountries")}
          onText={(text) => {
            setCountries(text);
            const codes = text.toUpperCase().split(/[\s,]+/);
            onChange({ commercialCountries: codes.filter((code) => code !== "") });
          }}
        />
        <Check
          label="Offer it to partners"
          hint="Projects of a service that is offered no more go on."
          checked={form.offered}
          wrong={wrong("offered")}
          onCheck={(offered) => onChange({ offered })}
        />
      </div>
    </Card>
  );
}

/** How the gate serves it. */
export function GateFields({
  form,
  wrong,
  onChange,
  takesTwo,
  testDrive,
}: FieldsProps & {
  readonly takesTwo: boolean;
  /** Does Test Drive answer in its Sandbox, where no address is given? */
  readonly testDrive: boolean;
}) {
  return (
    <Card
      title="At the gate"
      explain={
        takesTwo
          ? "Production of partners rests on this service: a change here waits until another administrator confirms it. Then it is in force within a second: agree on it with partners first. Every operator is told by mail."
          : "A change is in force within a second, for the projects that there are as well: agree on it with partners first. Every operator is told by mail."
      }
    >
      <div className="stack">
        <TextField
          label="Address for Production"
          hint="The path and query of each call are added to it. Nobody is approved for Production without one."
          type="url"
          value={form.productionUrl ?? ""}
          maxLength={500}
          wrong={wrong("productionUrl")}
          onText={(url) => onChange({ productionUrl: url === "" ? null : url })}
        />
        <TextField
          label="Address for Sandbox"
          hint={
            testDrive
              ? "Empty: Test Drive, which knows Open Finance."
              : "The service isn’t offered without one. Without one the gate answers calls of Sandbox and Test Drive Premium with NO_SANDBOX."
          }
          type="url"
          value={form.sandboxUrl ?? ""}
          maxLength={500}
          wrong={wrong("sandboxUrl")}
          onText={(url) => onChange({ sandboxUrl: url === "" ? null : url })}
        />
        <ChoiceField
          legend="Payload policy"
          value={form.payloadPolicy}
          choices={POLICIES}
          onChoice={(payloadPolicy) => onChange({ payloadPolicy })}
        />
        <TextField
          label="Field of encrypted requests"
          hint="Names with dots between them: encryptedPayload.encryptedData."
          value={form.requestField}
          wrong={wrong("requestField")}
          onText={(requestField) => onChange({ requestField })}
        />
        <TextField
          label="Field of encrypted answers"
          value={form.responseField}
          wrong={wrong("responseField")}
          onText={(responseField) => onChange({ responseField })}
        />
        <Check
          label="Accept field-level encryption beside JWE"
          hint="The older form, which older libraries send."
          checked={form.fieldLevel}
          wrong={wrong("fieldLevel")}
          onCheck={(fieldLevel) => onChange({ fieldLevel })}
        />
      </div>
    </Card>
  );
}

function Check(props: {
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly wrong: string | null;
  readonly onCheck: (checked: boolean) => void;
}) {
  return (
    <div className="field">
      <label className="row check">
        <input
          type="checkbox"
          checked={props.checked}
          onChange={(event) => props.onCheck(event.currentTarget.checked)}
        />
        {props.label}
      </label>
      <span className="hint">{props.hint}</span>
      {props.wrong === null ? null : (
        <span className="wrong" role="alert">
          {props.wrong}
        </span>
      )}
    </div>
  );
}
