package io.quictransport.spring.boot.security;

import io.quictransport.spring.boot.NodeOperation;

/**
 * Describes what a peer wants: the object that the rules of {@link RouteRules} decide
 * about.
 *
 * @param operation whether it is a request, a one-way message or a stream
 * @param path the path that the peer has sent it to
 */
public record RouteAccess(NodeOperation operation, String path) {

}
