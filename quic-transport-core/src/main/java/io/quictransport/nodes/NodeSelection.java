package io.quictransport.nodes;

import io.quictransport.NodeInfo;
import io.quictransport.PathKind;

/**
 * Describes a call whose node is to be chosen.
 *
 * @param target the nodes that the call is for
 * @param kind what goes over the path
 * @param path the path
 * @param self what the node that calls states of itself
 */
public record NodeSelection(NodeTarget target, PathKind kind, String path, NodeInfo self) {
}
