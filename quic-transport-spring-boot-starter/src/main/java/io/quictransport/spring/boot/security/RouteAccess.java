package io.quictransport.spring.boot.security;

import io.quictransport.spring.boot.NodeOperation;

/**
 * Describes the access that a peer requests: the object on which {@link RouteRules}
 * decide.
 *
 * @param operation whether it is a request, a one-way message or a stream
 * @param path the path that the peer has sent it to
 */
public record RouteAccess(NodeOperation operation, String path) {

}
