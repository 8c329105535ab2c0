package io.erpconfig.interop.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that take {@link Operator}s as parameters, which are called as one of {@link ServedConsole#NAMES}, each signed out
 * in a browser profile of its own. One server and one
 * browser serve them all, so each makes projects of its own. Skipped where there is no Chromium.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Operators.class)
@Timeout(120)
@interface ConsoleTest {

    /** Whether it needs Chromium as users have it, and not only its engine where that is installed. */
    boolean wholeBrowser() default false;
}
