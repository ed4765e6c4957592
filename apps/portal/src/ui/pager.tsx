/** Leads through a list that the server hands out in pages; nothing where one page holds it all. */
export function Pager(props: {
  readonly page: number;
  readonly onAPage: number;
  readonly total: number;
  /** What the list holds, in the plural. */
  readonly of: string;
  readonly onPage: (page: number) => void;
}) {
  const { page, onAPage, total, onPage } = props;
  const pages = Math.max(1, Math.ceil(total / onAPage));
  if (pages === 1) return null;
  const first = (page - 1) * onAPage + 1;
  return (
    <nav className="row spread" aria-label="Pages">
      <button type="button" className="button" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <span className="soft small" role="status">
        {first}–{Math.min(total, page * onAPage)} of {total} {props.of}
      </span>
      <button type="button" className="button" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}
