import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";

interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  links: string[];
  at: string;
}

const REFRESH_MS = 2_000;

/** What would have been mailed; there only on machines without a mail server. */
export function Mailbox() {
  const mails = useQuery({
    queryKey: ["mailbox"],
    queryFn: () => get<{ items: Mail[] }>("/mailbox"),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  return (
    <main className="page middle stack" id="main">
      <Heading lead="This machine has no mail server, so mails wait here. In production there is no such page.">
        Local mailbox
      </Heading>
      <Refusal error={mails.error} />
      {mails.isPending ? <Skeleton /> : null}
      {mails.data?.items.length === 0 ? <Callout>No mail yet.</Callout> : null}
      {mails.data?.items.map((mail) => (
        <section className="card stack" key={mail.id} aria-label={mail.subject}>
          <div>
            <h2>{mail.subject}</h2>
            <p className="soft small">
              To {mail.to} · {moment(mail.at)}
            </p>
          </div>
          <p className="small">{mail.text.split("\n")[0]}</p>
          {mail.links.map((link) => (
            <a key={link} href={link} className="small">
              {new URL(link).pathname}
            </a>
          ))}
        </section>
      ))}
    </main>
  );
}
