import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it; null or absent: nothing. */
  readonly wrong?: string | null | undefined;
}

/** Label, control, hint and refusal, joined for readers of the screen. */
function Wrapped(props: Common & { readonly render: (ids: Record<string, unknown>) => ReactNode }) {
  const id = useId();
  const described = [props.hint ? `${id}-hint` : null, props.wrong ? `${id}-wrong` : null]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.render({
        id,
        "aria-invalid": props.wrong ? true : undefined,
        "aria-describedby": described === "" ? undefined : described,
      })}
      {props.hint ? (
        <span className="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      ) : null}
      {props.wrong ? (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {props.wrong}
        </span>
      ) : null}
    </div>
  );
}

export function TextField({
  label,
  hint,
  wrong,
  onText,
  ...input
}: Common &
  Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & { readonly onText: (text: string) => void }) {
  return (
    <Wrapped
      label={label}
      hint={hint}
      wrong={wrong}
      render={(ids) => (
        <input
          className="input"
          {...ids}
          {...input}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      )}
    />
  );
}

/** Several lines of room for a sentence or two. */
export function TextArea({
  label,
  hint,
  wrong,
  onText,
  ...area
}: Common &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> & {
    readonly onText: (text: string) => void;
  }) {
  return (
    <Wrapped
      label={label}
      hint={hint}
      wrong={wrong}
      render={(ids) => (
        <textarea
          className="input"
          rows={3}
          {...ids}
          {...area}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      )}
    />
  );
}

export function SelectField({
  label,
  hint,
  wrong,
  onText,
  options,
  ...select
}: Common &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & {
    readonly onText: (text: string) => void;
    readonly options: readonly { value: string; name: string }[];
  }) {
  return (
    <Wrapped
      label={label}
      hint={hint}
      wrong={wrong}
      render={(ids) => (
        <select
          className="input"
          {...ids}
          {...select}
          onChange={(event) => onText(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** Any of a few; `legend` names them together. */
export function ChecksField<T extends string | number>(props: {
  readonly legend: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | null;
  readonly value: readonly T[];
  readonly choices: readonly { value: T; name: string }[];
  /** One below the other, where there are many. */
  readonly stacked?: boolean;
  readonly disabled?: boolean;
  readonly onChecks: (value: T[]) => void;
}) {
  const id = useId();
  const { value, onChecks } = props;
  return (
    <fieldset className="field" aria-describedby={`${id}-hint ${id}-wrong`} disabled={props.disabled}>
      <legend>{props.legend}</legend>
      <div className={props.stacked ? "stack" : "row"}>
        {props.choices.map((choice) => (
          <label className="row check" key={choice.value}>
            <input
              type="checkbox"
              checked={value.includes(choice.value)}
              onChange={(event) =>
                onChecks(
                  event.currentTarget.checked
                    ? [...value, choice.value]
                    : value.filter((one) => one !== choice.value),
                )
              }
            />
            {choice.name}
          </label>
        ))}
      </div>
      <span className="hint" id={`${id}-hint`}>
        {props.hint}
      </span>
      <span className="wrong" id={`${id}-wrong`} role={props.wrong ? "alert" : undefined}>
        {props.wrong}
      </span>
    </fieldset>
  );
}

export function ChoiceField<T extends string>(props: {
  readonly legend: string;
  readonly value: T;
  readonly choices: readonly { value: T; name: string; explain: string }[];
  readonly onChoice: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend>{props.legend}</legend>
      <div className="stack">
        {props.choices.map((choice) => (
          <label className="choice" key={choice.value}>
            <input
              type="radio"
              name={name}
              aria-label={choice.name}
              checked={props.value === choice.value}
              onChange={() => props.onChoice(choice.value)}
            />
            <span>
              {choice.name}
              <br />
              <span className="soft small">{choice.explain}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
