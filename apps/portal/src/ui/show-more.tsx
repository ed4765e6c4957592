import { useEffect, useRef, useState } from "react";

/** Brings the next page of a list; nothing where there is none. Whoever has come to the end by the button is told, and keeps their place. */
export function ShowMore(props: {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
}) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = props.list;
  const [asked, setAsked] = useState(false);
  const end = useRef<HTMLParagraphElement>(null);
  const atEnd = asked && !hasNextPage && !isFetchingNextPage;
  useEffect(() => {
    if (atEnd) end.current?.focus();
  }, [atEnd]);
  if (hasNextPage) {
    return (
      <div>
        <button
          type="button"
          className="button"
          // Not disabled: that would take the focus away.
          aria-disabled={isFetchingNextPage}
          onClick={() => {
            setAsked(true);
            if (!isFetchingNextPage) fetchNextPage();
          }}
        >
          Show more
        </button>
      </div>
    );
  }
  return atEnd ? (
    <p ref={end} tabIndex={-1} className="soft small">
      These are all.
    </p>
  ) : null;
}
