import { Link } from "@tanstack/react-router";
import { moment } from "../../ui/format.ts";
import { Refusal, Skeleton } from "../../ui/page.tsx";
import type { Notice, useNotices } from "./use-notices.ts";

/** What has happened, newest first, each a link to what it is about. Following it marks it as read. */
export function NoticeList(props: {
  readonly notices: ReturnType<typeof useNotices>;
  /** Fewer, for the bell. */
  readonly most?: number;
  readonly onFollow?: () => void;
}) {
  const { pages, items, markRead } = props.notices;
  if (pages.isPending) return <Skeleton />;
  if (pages.isError && items.length === 0) {
    return (
      <div className="stack">
        <Refusal error={pages.error} />
        <div>
          <button type="button" className="button" onClick={() => pages.refetch()}>
            Try again
          </button>
        </div>
      </div>
    );
  }
  if (items.length === 0) {
    return (
      <p className="soft">
        Nothing yet. What happens in your projects – keys added, activated or about to expire, changes of the
        team, decisions – stands here for 90 days.
      </p>
    );
  }
  return (
    <ul className="list notices">
      {items.slice(0, props.most).map((notice) => (
        <Item
          key={notice.id}
          notice={notice}
          onFollow={() => {
            void markRead(notice).catch(() => undefined);
            props.onFollow?.();
          }}
        />
      ))}
    </ul>
  );
}

function Item(props: { readonly notice: Notice; readonly onFollow: () => void }) {
  const { notice, onFollow } = props;
  return (
    <li className={notice.read ? undefined : "unread"}>
      <Link to={notice.link} className="item" onClick={onFollow}>
        <span className="row spread">
          <strong>{notice.title}</strong>
          {notice.read ? null : <span className="badge">Unread</span>}
        </span>
        <span className="small">{notice.text}</span>
        <time className="soft small" dateTime={notice.at}>
          {moment(notice.at)}
        </time>
      </Link>
    </li>
  );
}
