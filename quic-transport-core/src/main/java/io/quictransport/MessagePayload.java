package io.quictransport;

import java.nio.ByteBuffer;

/**
 * Holds the bytes of a message, or of an item of a stream: in an array, or outside the
 * heap for those who want no copy there.
 *
 * <p>
 * <b>To send</b> bytes that are not in an array, make a payload of
 * {@linkplain #of(ByteBuffer) a buffer}. They are not copied before they are written to
 * the network, which may be more than once: a message whose connection is lost is sent
 * again. So the buffer belongs to the transport until the future that the transport has
 * returned is done, in whichever way; once it is, nothing is sent that was not copied
 * before. If the caller ends the future itself, a copy that has begun may still be
 * reading: the memory may be overwritten at once, but must not be unmapped or freed
 * otherwise than by closing its arena. A payload that is given as
 * {@linkplain RequestContext#replyPayload a reply} has no such future: its bytes must
 * never change.
 *
 * <p>
 * <b>To receive</b> bytes without an array, register the handler on a route
 * {@linkplain Route#withViews() with views}, or read a stream by
 * {@link MessageStream#forEachPayload}, or a reply by
 * {@link NetworkTransport#request(NetworkMessage, java.time.Duration, java.util.function.Function)}.
 * The payload is then a view of memory that belongs to the transport, and has a life: it
 * ends when the handler has returned and the stage that it returned is complete, or when
 * the stream's action or the reply's reader has returned. Until then any thread may read
 * it. Afterwards {@link #read} and {@link #array()} throw {@link IllegalStateException}.
 *
 * <p>
 * Payloads are made by the factories of this interface and by transports; applications
 * need not implement it. Payloads of arrays and of buffers are compared by identity.
 */
public interface MessagePayload {

	/**
	 * Makes a payload of an array, which is not copied: do not change it afterwards.
	 * @param bytes the bytes
	 * @return the payload
	 */
	static MessagePayload of(byte[] bytes) {
		return new ArrayPayload(bytes);
	}

	/**
	 * Makes a payload of the bytes between a buffer's position and its limit, which are
	 * not copied. Later changes of the position and the limit have no effect.
	 * @param bytes a buffer on the heap or outside it, which any thread may access: not
	 * one of an arena that is confined to its thread
	 * @return the payload
	 */
	static MessagePayload of(ByteBuffer bytes) {
		return new BufferPayload(bytes);
	}

	/**
	 * The number of bytes. Known even when the life of a view is over.
	 * @return the length
	 */
	int length();

	/**
	 * Whether the bytes are in an array of their own, which {@link #array()} returns
	 * without a copy.
	 * @return whether they are
	 */
	boolean hasArray();

	/**
	 * The bytes as an array, which may be kept: the one that holds them, or a new copy
	 * each time.
	 * @return the array
	 * @throws IllegalStateException if this is a view whose life is over
	 */
	byte[] array();

	/**
	 * Reads the bytes in place. The memory is not given back before the reader returns,
	 * even if the life of a view ends meanwhile. The buffer must not be kept: afterwards
	 * it may show other bytes, and accessing it may end the process.
	 * @param reader takes a read-only buffer of the bytes, with an order of big-endian
	 * @param <T> the type of the result
	 * @param <X> the type of exception that the reader throws
	 * @return what the reader returns
	 * @throws X if the reader does
	 * @throws IllegalStateException if this is a view whose life is over
	 */
	<T, X extends Exception> T read(Reader<T, X> reader) throws X;

	/**
	 * Reads the bytes of a payload, such as by parsing them or by writing them to a
	 * channel.
	 *
	 * @param <T> the type of the result
	 * @param <X> the type of exception that it throws
	 */
	@FunctionalInterface
	interface Reader<T, X extends Exception> {

		/**
		 * Reads the bytes.
		 * @param bytes the bytes from its position to its limit; valid only during the
		 * call
		 * @return the result
		 * @throws X if they cannot be read
		 */
		T read(ByteBuffer bytes) throws X;

	}

}
