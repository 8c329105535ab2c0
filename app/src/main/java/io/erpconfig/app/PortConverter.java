package io.erpconfig.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of a port; 0 stands for any free one. */
final class PortConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new TypeConversionException("'" + text + "' is no port between 0 and 65535");
        }
        return Integer.valueOf(text);
    }
}
