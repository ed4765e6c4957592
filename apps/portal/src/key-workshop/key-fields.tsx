import { checkAlias } from "@gatehouse/keystore/pkcs12/check-alias";
import { checkPassword } from "@gatehouse/keystore/pkcs12/check-password";
import { SelectField, TextField } from "../ui/field.tsx";

export interface KeyForm {
  readonly alias: string;
  readonly password: string;
  readonly repeated: string;
  readonly bits: 2048 | 3072 | 4096;
}

export const EMPTY_KEY_FORM: KeyForm = { alias: "", password: "", repeated: "", bits: 2048 };

export interface KeyFormErrors {
  readonly alias: string | null;
  readonly password: string | null;
  readonly repeated: string | null;
}

/** Null: all is well. */
export function checkKeyForm(form: KeyForm): KeyFormErrors | null {
  const errors = {
    alias: checkAlias(form.alias),
    password: checkPassword(form.password),
    repeated: form.password === form.repeated ? null : "The two passwords differ.",
  };
  return Object.values(errors).every((error) => error === null) ? null : errors;
}

const SIZES = [
  { value: "2048", name: "RSA 2048 bits (usual)" },
  { value: "3072", name: "RSA 3072 bits" },
  { value: "4096", name: "RSA 4096 bits (slower to decrypt)" },
];

export function KeyFields(props: {
  readonly form: KeyForm;
  readonly errors: KeyFormErrors | null;
  /** While a request with these wishes waits for its answer they can't be changed. */
  readonly fixed: boolean;
  readonly onForm: (form: KeyForm) => void;
}) {
  const { form, errors, onForm } = props;
  return (
    <fieldset className="stack" disabled={props.fixed}>
      <TextField
        label="Key alias"
        hint="The key's name inside the file; your client library is given it to the letter."
        value={form.alias}
        maxLength={64}
        autoComplete="off"
        wrong={errors?.alias}
        onText={(alias) => onForm({ ...form, alias })}
      />
      <TextField
        label="Keystore password"
        type="password"
        hint="Protects the file. It never leaves this browser and can't be recovered."
        value={form.password}
        autoComplete="new-password"
        wrong={errors?.password}
        onText={(password) => onForm({ ...form, password })}
      />
      <TextField
        label="Repeat keystore password"
        type="password"
        value={form.repeated}
        autoComplete="new-password"
        wrong={errors?.repeated}
        onText={(repeated) => onForm({ ...form, repeated })}
      />
      <SelectField
        label="Key size"
        options={SIZES}
        value={String(form.bits)}
        onText={(bits) => onForm({ ...form, bits: Number(bits) as KeyForm["bits"] })}
      />
    </fieldset>
  );
}
