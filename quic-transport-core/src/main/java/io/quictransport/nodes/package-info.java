/**
 * Chooses among nodes and calls several of them, over any
 * {@link io.quictransport.NetworkTransport}: {@link io.quictransport.nodes.Nodes} leads a
 * call to a node that offers a service or serves a path, by a
 * {@link io.quictransport.nodes.NodeSelector}, and publishes to all of them.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.nodes;

import org.jspecify.annotations.NullMarked;
