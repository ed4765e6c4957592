/** Brings the next page of a list; nothing where there is none. */
export function ShowMore(props: {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
}) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = props.list;
  return hasNextPage ? (
    <div>
      <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
        Show more
      </button>
    </div>
  ) : null;
}
