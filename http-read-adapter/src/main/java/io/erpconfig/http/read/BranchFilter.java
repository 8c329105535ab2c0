package io.erpconfig.http.read;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Query;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Selects the branches of a list by their names. */
final class BranchFilter {

    private static final int LONGEST_REGEX = 256;

    /** Counted repetitions, which nested in each other make an expression of a few characters take gigabytes. */
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

    /** So many fit the stack of any thread, on which the expression is taken apart. */
    private static final int MOST_REPETITIONS = 100;

    /** The largest program that is run on each name, in instructions. */
    private static final int LARGEST_PROGRAM = 2000;

    private BranchFilter() {}

    /**
     * The filter that {@code search} and {@code regex} ask for together.
     *
     * @throws ApiException 400 if the regular expression is none, or too large
     */
    static Predicate<String> of(Query query) {
        Predicate<String> search =
                query.text("search").map(BranchFilter::search).orElse(name -> true);
        return search.and(query.text("regex").map(BranchFilter::regex).orElse(name -> true));
    }

    /** Part of a name, in any case; {@code ^} before it and {@code $} behind it stand for the name's ends. */
    private static Predicate<String> search(String asked) {
        String term = asked.toUpperCase(Locale.ROOT);
        boolean begins = term.startsWith("^");
        boolean ends = term.endsWith("$");
        String part = term.substring(begins ? 1 : 0, term.length() - (ends ? 1 : 0));
        return name -> {
            String upper = name.toUpperCase(Locale.ROOT);
            return (!begins || upper.startsWith(part))
                    && (!ends || upper.endsWith(part))
                    && (begins && ends ? upper.equals(part) : upper.contains(part));
        };
    }

    /** An expression in RE2's syntax, matched in linear time, found anywhere in a name. */
    private static Predicate<String> regex(String asked) {
        if (asked.length() > LONGEST_REGEX || repetitions(asked) > MOST_REPETITIONS) {
            throw tooLarge();
        }
        try {
            Pattern regex = Pattern.compile(asked);
            if (regex.programSize() > LARGEST_PROGRAM) {
                throw tooLarge();
            }
            return name -> regex.matcher(name).find();
        } catch (PatternSyntaxException e) {
            throw ApiException.parameter("regex is not a valid regular expression");
        }
    }

    private static ApiException tooLarge() {
        return ApiException.parameter("regex is too long or repeats too much");
    }

    /** The most repetitions of anything, if all counts are nested in each other. */
    private static double repetitions(String regex) {
        double product = 1;
        Matcher repetition = REPETITION.matcher(regex);
        while (repetition.find()) {
            double low = Double.parseDouble(repetition.group(1));
            double high = Optional.ofNullable(repetition.group(2))
                    .filter(count -> !count.isEmpty())
                    .map(Double::parseDouble)
                    .orElse(low);
            product *= Math.max(1, Math.max(low, high));
        }
        return product;
    }
}
