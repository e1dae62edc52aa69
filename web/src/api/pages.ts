// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from '@tanstack/react-query';

export type Page<Item> = { items: Item[]; next_cursor: string | null };

type Options<Item> = {
  queryKey: string[];
  fetchPage: (cursor: { cursor?: string }) => Promise<Page<Item>>;
  /** How often what was read is read again. */
  everyMs: (items: Item[]) => number;
};

/** What stands behind a button that reads on. */
export type More = { has: boolean; isLoading: boolean; failed: boolean; handleMore: () => void };

/** A list of which a page is read, and the next only when somebody asks for it. */
export function usePages<Item>({ queryKey, fetchPage, everyMs }: Options<Item>) {
  const { data, error, isPending, refetch, ...query } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    // The more was read, the more is read again; the load on the daemon stays the same.
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      return everyMs(pages.flatMap(({ items }) => items)) * Math.max(1, pages.length);
    },
  });
  const items = data?.pages.flatMap((page) => page.items);
  const more: More = {
    has: query.hasNextPage,
    isLoading: query.isFetchingNextPage,
    failed: query.isFetchNextPageError,
    handleMore: () => void query.fetchNextPage(),
  };
  return { items, error: items ? null : error, isPending, refetch, more };
}
