package io.erpconfig.interop.console;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test its operators: Anna for its first parameter, Ben for its second. */
final class Operators implements BeforeAllCallback, ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(Operators.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        ServedConsole.requireChromium();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Operator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ServedConsole served = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ServedConsole.class, key -> ServedConsole.start(), ServedConsole.class);
        Operator operator = served.operator(ServedConsole.NAMES.get(parameter.getIndex()));
        context.getStore(NAMESPACE).put(parameter.getIndex(), operator);
        return operator;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (int i = 0; i < ServedConsole.NAMES.size(); i++) {
            Operator operator = context.getStore(NAMESPACE).remove(i, Operator.class);
            if (operator != null) {
                operator.end(context.getExecutionException().isPresent(), context.getDisplayName());
            }
        }
    }
}
