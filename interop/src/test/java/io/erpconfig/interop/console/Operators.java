package io.erpconfig.interop.console;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test its operators: a parameter is called as who it is. */
final class Operators implements BeforeAllCallback, ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(Operators.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        ServedConsole.requireChromium();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Operator.class
                && ServedConsole.NAMES.contains(parameter.getParameter().getName());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // For all classes of this process: to start it takes longer than most tests.
        ServedConsole served = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(ServedConsole.class, key -> ServedConsole.start(), ServedConsole.class);
        String name = parameter.getParameter().getName();
        boolean wholeBrowser =
                context.getRequiredTestClass().getAnnotation(ConsoleTest.class).wholeBrowser();
        Operator operator = served.operator(name, wholeBrowser);
        context.getStore(NAMESPACE).put(name, operator);
        return operator;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (String name : ServedConsole.NAMES) {
            Operator operator = context.getStore(NAMESPACE).remove(name, Operator.class);
            if (operator != null) {
                operator.end(context.getExecutionException().isPresent(), context.getDisplayName());
            }
        }
    }
}
