package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A request of a scripted session and its answer, with what differs between any two sessions
 * replaced.
 *
 * @param request method and path
 * @param headers by lower-case name, several values joined
 * @param body JSON; a text when it is none
 */
record Exchange(String request, int status, Map<String, String> headers, JsonNode body) {}
