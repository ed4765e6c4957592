import { Link } from "@tanstack/react-router";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { NoticeList } from "./notice-list.tsx";
import { useNotices } from "./use-notices.ts";

/** All that somebody was told, for 90 days. */
export function NoticesPage() {
  const me = useMe();
  if (me.data === null) {
    return (
      <main className="page narrow" id="main">
        <LogInFirst to="see your notices" />
      </main>
    );
  }
  return (
    <main className="page middle stack" id="main">
      <Heading lead="What has happened in your projects, newest first.">Notices</Heading>
      <Refusal error={me.error} />
      {me.isPending ? <Skeleton /> : <All />}
    </main>
  );
}

function All() {
  const notices = useNotices();
  const { pages, unread, markAllRead } = notices;
  const { busy, error, run } = useFormCall();
  return (
    <>
      <div className="row spread">
        <Link to="/notices/settings">Choose your mails</Link>
        {unread === 0 ? null : (
          <button type="button" className="button" disabled={busy} onClick={() => run(markAllRead)}>
            Mark all as read
          </button>
        )}
      </div>
      <Refusal error={error} />
      <NoticeList notices={notices} />
      {pages.hasNextPage ? (
        <div>
          <button
            type="button"
            className="button"
            disabled={pages.isFetchingNextPage}
            onClick={() => pages.fetchNextPage()}
          >
            Show older ones
          </button>
        </div>
      ) : null}
      <Refusal error={pages.isFetchNextPageError ? pages.error : null} />
    </>
  );
}
