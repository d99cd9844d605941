package io.quictransport;

/**
 * States how much memory Netty's default allocator has taken for buffers, used and spare.
 * All users of Netty in the process share it.
 *
 * @param direct bytes outside the heap, which {@code -XX:MaxDirectMemorySize} bounds;
 * those of Netty are not among the direct buffers that the JVM reports
 * @param heap bytes of the heap
 */
public record BufferMemory(long direct, long heap) {

	/** No memory. */
	public static final BufferMemory NONE = new BufferMemory(0, 0);

}
