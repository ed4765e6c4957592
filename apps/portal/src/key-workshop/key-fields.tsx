import { checkAlias } from "@gatehouse/keystore/pkcs12/check-alias";
import { checkPassword } from "@gatehouse/keystore/pkcs12/check-password";
import type { KeyPolicy, RsaSize } from "../api/types.ts";
import { SelectField, TextField } from "../ui/field.tsx";

export interface KeyForm {
  readonly alias: string;
  readonly password: string;
  readonly repeated: string;
  /** Null: the size that the provider's policy gives first. */
  readonly bits: RsaSize | null;
}

export const EMPTY_KEY_FORM: KeyForm = { alias: "", password: "", repeated: "", bits: null };

/** The size that is made: the chosen one, as long as the policy allows it. */
export function sizeOf(form: KeyForm, policy: KeyPolicy): RsaSize {
  return form.bits !== null && policy.allowedBits.includes(form.bits) ? form.bits : policy.defaultBits;
}

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

const SIZES: Readonly<Record<RsaSize, string>> = {
  2048: "RSA 2048 bits (usual)",
  3072: "RSA 3072 bits",
  4096: "RSA 4096 bits (slower to decrypt)",
};

export function KeyFields(props: {
  readonly form: KeyForm;
  readonly policy: KeyPolicy;
  readonly errors: KeyFormErrors | null;
  /** While a request with these wishes waits for its answer they can't be changed. */
  readonly fixed: boolean;
  readonly onForm: (form: KeyForm) => void;
}) {
  const { form, policy, errors, onForm } = props;
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
        options={policy.allowedBits.map((bits) => ({ value: String(bits), name: SIZES[bits] }))}
        value={String(sizeOf(form, policy))}
        onText={(bits) => onForm({ ...form, bits: Number(bits) as RsaSize })}
      />
    </fieldset>
  );
}
