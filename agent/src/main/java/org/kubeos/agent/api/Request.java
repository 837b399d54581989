package org.kubeos.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.kubeos.oci.json.Json;

/**
 * A request of JSON-RPC 2.0.
 *
 * @param method the method's name
 * @param params an array, an object, or null if it was left out
 * @param id text, a number, or null
 * @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
 */
record Request(String method, JsonNode params, JsonNode id) {

    private static final String VERSION = "2.0";

    /** Reads a value that {@link RequestReader} has framed. */
    static JsonNode json(byte[] text) throws RpcException {
        try {
            return Json.readStrictly(text);
        } catch (JsonProcessingException e) {
            throw new RpcException(Reason.PARSE_ERROR, "Parse error: " + e.getOriginalMessage() + position(e) + ".", e);
        }
    }

    /** The bytes that go over the socket: one line, with a line break at its end. */
    static byte[] message(JsonNode json) {
        return (Json.line(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    /** The id that an error about {@code json} carries, whatever else is wrong with it. */
    static JsonNode id(JsonNode json) {
        JsonNode id = json.path("id");
        return id.isTextual() || id.isNumber() ? id : NullNode.getInstance();
    }

    static Request of(JsonNode json) throws RpcException {
        if (json.isArray()) {
            throw invalid("a batch; send one request on each connection");
        }
        if (!json.path("jsonrpc").asText().equals(VERSION)) {
            throw invalid("\"jsonrpc\" isn't \"2.0\"");
        }
        JsonNode method = json.path("method");
        if (!method.isTextual()) {
            throw invalid("\"method\" isn't text");
        }
        if (!json.has("id")) {
            throw invalid("no \"id\"; every call is answered, so it needs one");
        }
        JsonNode id = json.path("id");
        if (!id.isTextual() && !id.isNumber() && !id.isNull()) {
            throw invalid("\"id\" is neither text nor a number");
        }
        JsonNode params = json.path("params");
        if (!params.isMissingNode() && !params.isNull() && !params.isContainerNode()) {
            throw invalid("\"params\" is neither an array nor an object");
        }
        return new Request(method.textValue(), params.isMissingNode() ? NullNode.getInstance() : params, id);
    }

    private static RpcException invalid(String problem) {
        return new RpcException(Reason.INVALID_REQUEST, "Invalid request: " + problem + ".");
    }

    /** The answer that carries a result. */
    ObjectNode reply(JsonNode result) {
        ObjectNode reply = Json.object();
        reply.put("jsonrpc", VERSION);
        reply.set("result", result);
        reply.set("id", id);
        return reply;
    }

    /** The answer that carries an error. */
    static ObjectNode error(JsonNode id, RpcException error) {
        ObjectNode reply = Json.object();
        reply.put("jsonrpc", VERSION);
        ObjectNode inner = reply.putObject("error");
        inner.put("code", error.reason().code());
        inner.put("message", error.getMessage());
        inner.putObject("data").put("reason", error.reason().word());
        reply.set("id", id);
        return reply;
    }

    /** A message that no answer is expected to. */
    static ObjectNode notification(String method, JsonNode params) {
        ObjectNode notification = Json.object();
        notification.put("jsonrpc", VERSION);
        notification.put("method", method);
        notification.set("params", params);
        return notification;
    }

    /** A request with named parameters. */
    static ObjectNode call(String method, JsonNode params, int id) {
        ObjectNode call = notification(method, params);
        call.put("id", id);
        return call;
    }
}
