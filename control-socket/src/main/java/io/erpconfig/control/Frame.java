package io.erpconfig.control;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One message on the socket: bytes as they are, or texts, each as its length (4 bytes) and UTF-8.
 *
 * @param payload not changed by anybody
 */
record Frame(Type type, byte[] payload) {

    /**
     * The type of a message. The order is part of the protocol: changing it is another {@link ControlSocket#PROTOCOL}.
     */
    enum Type {
        /** Server: its program, its process id. The first of all, in every version. */
        GREETING,
        /** Server: takes no command, and why. */
        REFUSED,
        /** Client: its program, "debug" or "", "terminal" or "", and the command's words. */
        CALL,
        /** Server: bytes for standard output. */
        OUT,
        /** Server: bytes for standard error. */
        ERR,
        /** Server: wants up to a number of bytes of standard input; INPUT answers. */
        READ,
        /** Client: bytes of standard input, none at its end. */
        INPUT,
        /** Server: wants a secret, asked for by a prompt; SECRET answers. */
        ASK,
        /** Client: a secret, or no text where the input has ended. */
        SECRET,
        /** Server: wants what is in a folder; the largest file and most files it takes. FILEs and FOUND answer, or FAILED. */
        FIND,
        /** Client: a file's path and size. Server: a file to be made; DATA follow, and END, which DONE or FAILED answers. */
        FILE,
        /** Client: that was all of a folder of this name. */
        FOUND,
        /** Server: wants the bytes of the file of this index in what was found; DATA and END answer, or FAILED. */
        OPEN,
        DATA,
        END,
        /** Server: a folder to be written into, and its marker; DONE or FAILED answers. */
        MAKE,
        /** Server: a folder to be made in it; DONE or FAILED answers. */
        FOLDER,
        /** Server: everything is in it; DONE or FAILED answers. */
        COMPLETE,
        DONE,
        /** Client: it could not be done, and why. */
        FAILED,
        /** Server: is anybody there? Needs no answer. */
        STAY,
        /** Server: the command has ended, with this exit code. */
        EXIT
    }

    static Frame of(Type type, String... texts) {
        List<byte[]> encoded = new ArrayList<>();
        int length = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            encoded.add(bytes);
            length += Integer.BYTES + bytes.length;
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        encoded.forEach(bytes -> payload.putInt(bytes.length).put(bytes));
        return new Frame(type, payload.array());
    }

    /** @throws IOException if the number of texts is another */
    List<String> texts(int atLeast) throws IOException {
        List<String> texts = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(payload);
        while (left.hasRemaining()) {
            try {
                int length = left.getInt();
                if (length < 0 || length > left.remaining()) {
                    throw wrong();
                }
                texts.add(new String(payload, left.position(), length, StandardCharsets.UTF_8));
                left.position(left.position() + length);
            } catch (BufferUnderflowException e) {
                throw wrong();
            }
        }
        if (texts.size() < atLeast) {
            throw wrong();
        }
        return texts;
    }

    /** The first text. */
    String text() throws IOException {
        return texts(1).get(0);
    }

    /** A text as a number. */
    static long number(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("'" + text + "' is no number", e);
        }
    }

    /** The error for a message that has no place here, or no meaning. */
    IOException wrong() {
        return new IOException("the other end does not keep to the protocol: " + type);
    }

    /** Does not tell what is in it, which may be a secret. */
    @Override
    public String toString() {
        return type + " (" + payload.length + " bytes)";
    }
}
