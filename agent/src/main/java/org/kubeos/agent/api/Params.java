package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a call, by name. Whatever is read from them has been asked for, and nothing else may be there. */
final class Params {

    private final String method;
    private final JsonNode object;
    private final boolean strict;
    private final Set<String> known = new TreeSet<>();

    private Params(String method, JsonNode object, boolean strict) {
        this.method = method;
        this.object = object;
        this.strict = strict;
    }

    /** Parameters of a call that names them. */
    static Params named(Request request) throws RpcException {
        JsonNode params = request.params();
        if (params.isArray() && !params.isEmpty()) {
            throw bad("Expected named parameters for " + request.method() + ", an object.");
        }
        return new Params(request.method(), params, true);
    }

    /** The one object in the array of a call as the original's clients make it. What they add is ignored. */
    static Params positional(Request request) throws RpcException {
        JsonNode params = request.params();
        if (!params.isArray() || params.size() != 1 || !params.path(0).isObject()) {
            throw bad("Invalid params: expected an array with one object for " + request.method() + ".");
        }
        return new Params(request.method(), params.path(0), false);
    }

    /** A call without parameters. */
    static void none(Request request) throws RpcException {
        if (!request.params().isEmpty()) {
            throw bad("Invalid params: " + request.method() + " has no parameters.");
        }
    }

    /** A text that may be left out or empty. */
    Optional<String> text(String name) throws RpcException {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw expected(name, "text");
        }
        return value.textValue().isEmpty() ? Optional.empty() : Optional.of(value.textValue());
    }

    /** A text that must be there. */
    String required(String name) throws RpcException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            throw expected(name, "text that isn't empty");
        }
        return text.orElseThrow();
    }

    /** False if left out. */
    boolean flag(String name) throws RpcException {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw expected(name, "true or false");
        }
        return value.booleanValue();
    }

    /** Empty if left out. */
    Optional<Long> number(String name) throws RpcException {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw expected(name, "a whole number that isn't negative");
        }
        return Optional.of(value.longValue());
    }

    /** The parameters of a group; none if it was left out. */
    Params group(String name) throws RpcException {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
            throw expected(name, "an object");
        }
        return new Params(method, value, strict);
    }

    /** An array that must be there. */
    JsonNode array(String name) throws RpcException {
        JsonNode value = value(name);
        if (!value.isArray()) {
            throw expected(name, "an array");
        }
        return value;
    }

    /** An array of text; empty if left out. */
    List<String> texts(String name) throws RpcException {
        JsonNode value = value(name);
        var texts = new ArrayList<String>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            throw expected(name, "an array of text");
        }
        for (JsonNode text : value) {
            if (!text.isTextual()) {
                throw expected(name, "an array of text");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private JsonNode value(String name) {
        known.add(name);
        return object.path(name);
    }

    /** After all parameters have been read. */
    void requireNoOthers() throws RpcException {
        if (!strict) {
            return;
        }
        for (var field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw bad("Unknown parameter " + field.getKey() + " of " + method + ". Expected "
                        + (known.isEmpty() ? "none" : "one of: " + String.join(", ", known)) + ".");
            }
        }
    }

    private RpcException expected(String name, String what) {
        return bad("Invalid params: expected " + what + " as " + name + " of " + method + ".");
    }

    static RpcException bad(String message) {
        return new RpcException(Reason.BAD_PARAMS, message);
    }
}
