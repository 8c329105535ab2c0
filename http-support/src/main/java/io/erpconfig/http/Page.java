package io.erpconfig.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The part of a list that a request asks for, in GitLab's way: {@code page} from 1 and {@code per_page}, of which a
 * number over {@value #MAX_SIZE} counts as that.
 *
 * @param number from 1
 * @param size   how many there are on a page
 */
public record Page(int number, int size) {

    /** The largest page. */
    public static final int MAX_SIZE = 100;

    private static final int DEFAULT_SIZE = 20;

    /** The first page, of the size that a list has if none is asked for. */
    public static final Page FIRST = new Page(1, DEFAULT_SIZE);

    /**
     * Part of a list.
     *
     * @param items   what is on the page
     * @param headers which page it is and where the others are
     */
    public record Sliced<T>(List<T> items, List<Answer.Header> headers) {}

    /**
     * The page that a query asks for; none, which means the whole list, if it has neither parameter.
     *
     * @throws ApiException 400 if one of them is no number from 1
     */
    public static Optional<Page> asked(Query query) {
        OptionalInt number = query.positive("page");
        OptionalInt size = query.positive("per_page");
        if (number.isEmpty() && size.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Page(number.orElse(1), Math.min(MAX_SIZE, size.orElse(DEFAULT_SIZE))));
    }

    /** The index of the page's first item. */
    public long offset() {
        return (number - 1L) * size;
    }

    /**
     * The page by number that a query asks for, of a list that has pages by key too; none if it asks for the whole list.
     *
     * @throws ApiException 400 if {@code pagination} is none of GitLab's, or a number is none from 1
     */
    public static Optional<Page> byNumber(Query query) {
        return switch (query.text("pagination").orElse("legacy")) {
            case "legacy", "keyset" -> asked(query);
            case "none" -> Optional.empty();
            default -> throw ApiException.parameter("pagination must be legacy, keyset or none");
        };
    }

    /**
     * The part of a list that may be long.
     *
     * @param items   what is on the page, or the whole list, which is then read as the iteration gets to it
     * @param headers which page it is and where the others are
     */
    public record Part<T>(Iterable<T> items, List<Answer.Header> headers) {}

    /**
     * The page that a query asks for, if it does, of a list that is gone through to count it, and again to read it where
     * the whole is wanted: it is never held.
     */
    public static <T> Part<T> part(Iterable<T> all, Query query, Links links) {
        Optional<Page> page = byNumber(query);
        long from = page.map(Page::offset).orElse(0L);
        int most = page.map(Page::size).orElse(0);
        List<T> items = new ArrayList<>();
        int total = 0;
        for (T item : all) {
            if (total >= from && items.size() < most) {
                items.add(item);
            }
            total++;
        }
        if (isByKey(query) && total > 0) {
            throw byKeyNotOffered();
        }
        int counted = total;
        return page.map(asked -> new Part<T>(items, asked.headers(counted, links)))
                .orElseGet(() -> new Part<>(all, whole(counted, links)));
    }

    private static ApiException byKeyNotOffered() {
        return ApiException.parameter("pagination by key is not offered for this list");
    }

    /** Cuts the page that a query asks for, if it does, out of a whole list. */
    public static <T> Sliced<T> slice(List<T> all, Query query, Links links) {
        if (isByKey(query) && !all.isEmpty()) {
            throw byKeyNotOffered();
        }
        return byNumber(query).map(page -> page.slice(all, links)).orElseGet(() -> whole(all, links));
    }

    /** A whole list, as its only page. */
    public static <T> Sliced<T> whole(List<T> all, Links links) {
        return new Sliced<>(all, whole(all.size(), links));
    }

    /**
     * Headers of a complete list: one page, as large as a page is if none is asked for, or as the list, so that a
     * client that divides finds no second one. A link that would be too long is left out.
     */
    public static List<Answer.Header> whole(int total, Links links) {
        List<Answer.Header> headers = only(links);
        headers.add(new Answer.Header("X-Per-Page", Integer.toString(Math.max(DEFAULT_SIZE, total))));
        headers.add(new Answer.Header("X-Total", Integer.toString(total)));
        headers.add(new Answer.Header("X-Total-Pages", "1"));
        return headers;
    }

    /** Headers of a complete list of unknown length. */
    public static List<Answer.Header> only(Links links) {
        List<Answer.Header> headers = new ArrayList<>();
        headers.add(new Answer.Header("X-Page", "1"));
        headers.add(new Answer.Header("X-Next-Page", ""));
        headers.add(new Answer.Header("X-Prev-Page", ""));
        links.toAll().ifPresent(link -> headers.add(new Answer.Header("Link", link)));
        return headers;
    }

    /** Whether a query asks for pages that begin behind an item, and not at a number. */
    public static boolean isByKey(Query query) {
        return query.text("pagination").filter("keyset"::equals).isPresent();
    }

    /**
     * Cuts a page by key out of a whole list: what is behind the item that {@code page_token} names, which need not be
     * there any more.
     *
     * @param all in the order of their keys
     */
    public static <T> Sliced<T> sliceByKey(List<T> all, Function<T, String> key, Query query, Links links) {
        String token = query.text("page_token").orElse("");
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(token) > 0)
                .toList();
        return firstByKey(rest, query, (last, size) -> links.next(size, "page_token", key.apply(last)));
    }

    /**
     * Cuts the first page by key out of what is left of a list.
     *
     * @param next the link to what is behind an item, for pages of that size
     */
    public static <T> Sliced<T> firstByKey(List<T> rest, Query query, BiFunction<T, Integer, String> next) {
        int size = asked(query).orElse(FIRST).size();
        if (rest.size() <= size) {
            return new Sliced<>(rest, List.of());
        }
        List<T> items = rest.subList(0, size);
        return new Sliced<>(items, List.of(new Answer.Header("Link", next.apply(items.get(size - 1), size))));
    }

    private <T> Sliced<T> slice(List<T> all, Links links) {
        int from = (int) Math.min(offset(), all.size());
        int to = Math.min(all.size() - from, size) + from;
        List<Answer.Header> headers = headers(all.size(), links);
        return new Sliced<>(all.subList(from, to), headers);
    }

    /** Headers of this page of a list of known length. */
    public List<Answer.Header> headers(int total, Links links) {
        int pages = Math.max(1, (total + size - 1) / size);
        List<Answer.Header> headers = headers(number < pages, links, pages);
        headers.add(new Answer.Header("X-Total", Integer.toString(total)));
        headers.add(new Answer.Header("X-Total-Pages", Integer.toString(pages)));
        return headers;
    }

    /** Headers of this page of a list of unknown length. */
    public List<Answer.Header> headers(boolean more, Links links) {
        return headers(more, links, 0);
    }

    private List<Answer.Header> headers(boolean more, Links links, int pages) {
        List<String> link = new ArrayList<>();
        if (number > 1) {
            link.add(links.to(number - 1, size, "prev"));
        }
        if (more) {
            link.add(links.to(number + 1, size, "next"));
        }
        link.add(links.to(1, size, "first"));
        if (pages > 0) {
            link.add(links.to(pages, size, "last"));
        }
        List<Answer.Header> headers = new ArrayList<>();
        headers.add(new Answer.Header("X-Page", Integer.toString(number)));
        headers.add(new Answer.Header("X-Per-Page", Integer.toString(size)));
        headers.add(new Answer.Header("X-Next-Page", more ? Integer.toString(number + 1) : ""));
        headers.add(new Answer.Header("X-Prev-Page", number > 1 ? Integer.toString(number - 1) : ""));
        headers.add(new Answer.Header("Link", String.join(", ", link)));
        return headers;
    }
}
