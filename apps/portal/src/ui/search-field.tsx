import { useEffect, useState } from "react";
import { TextField } from "./field.tsx";

/** Looks for something in a list once the typing pauses. */
export function SearchField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly onSearch: (text: string) => void;
}) {
  const { onSearch } = props;
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <TextField
      type="search"
      label={props.label}
      hint={props.hint}
      maxLength={100}
      value={text}
      onText={setText}
    />
  );
}
