import type { DeskMails } from "../../notices/mail-operators.ts";
import type { Language } from "../../notifications/languages.ts";
import type { Letter } from "../../notifications/letter.ts";
import type { ServiceField, ServiceFields } from "../rules.ts";
import type { News } from "./news.ts";
import { GATE_FIELDS } from "./rules.ts";
import { type Labels, WORDS } from "./words.ts";

/** The mail to one operator, in that operator's language. */
export function letterOf(news: News, language: Language, setting: DeskMails): Letter {
  const { say, labels } = WORDS[language];
  const scene = {
    name: news.service.name,
    provider: setting.provider,
    by: news.by ?? labels.nobody,
    askedBy: "askedBy" in news ? news.askedBy : "",
  };
  const { subject, paragraphs } = say[news.kind](scene);
  return {
    language,
    subject,
    paragraphs,
    facts: [
      ...(news.kind === "opened" ? counts(news, labels) : changes(news, labels)),
      ...(news.by === null ? [] : [[labels.by, news.by] as const]),
    ],
    link: { label: labels.open, url: `${setting.publicUrl}/operator/api-services/${news.service.id}` },
    foot: labels.why(setting.provider),
  };
}

/** What the gate does is told in full, of everything else the name: texts may be long. */
function changes(
  { before, after }: { readonly before: Partial<ServiceFields>; readonly after: Partial<ServiceFields> },
  labels: Labels,
): Letter["facts"] {
  const shown = (value: string | boolean | null | undefined) =>
    typeof value === "boolean" ? (value ? labels.yes : labels.no) : (value ?? labels.none);
  const gate = GATE_FIELDS.filter((field) => field in after);
  const others = (Object.keys(after) as ServiceField[]).filter(
    (field) => !(GATE_FIELDS as readonly ServiceField[]).includes(field),
  );
  return [
    ...gate.map(
      (field) => [labels.fields[field], `${shown(before[field])} → ${shown(after[field])}`] as const,
    ),
    ...(others.length === 0
      ? []
      : [[labels.also, others.map((field) => labels.fields[field]).join(", ")] as const]),
  ];
}

function counts(
  news: { readonly added: number; readonly removed: number; readonly assigned: number },
  labels: Labels,
): Letter["facts"] {
  return (["added", "removed", "assigned"] as const).flatMap((which) =>
    news[which] === 0 ? [] : [[labels[which], String(news[which])] as const],
  );
}
