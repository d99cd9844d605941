package io.quictransport.internal.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Retry token proves, for how long, and to whom.
 */
class RetryTokensTests {

	private static final QuicConnectionIdGenerator IDS = QuicConnectionIdGenerator.signGenerator();

	private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4242);

	private static final InetAddress STRANGER = new InetSocketAddress("192.0.2.9", 1).getAddress();

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final AtomicLong now = new AtomicLong(ThreadLocalRandom.current().nextLong());

	private final HalfOpen<Object> always = new HalfOpen<>(4, this.now::get);

	private final RetryTokens tokens = new RetryTokens(this.always, IDS, this.now::get);

	private final byte[] dialled = new byte[18];

	@BeforeEach
	void draw() {
		ThreadLocalRandom.current().nextBytes(this.dialled);
		this.always.add("another", STRANGER);
	}

	@Test
	void aTokenIsValidForTheAddressThatItWasSentTo() {
		byte[] token = issue(CLIENT);
		assertThat(validate(token, CLIENT)).isTrue();
		byte[] ofV6 = issue(new InetSocketAddress("2001:db8::1", 4242));
		assertThat(validate(ofV6, new InetSocketAddress("2001:db8::1", 4242))).isTrue();
	}

	@Test
	void itStatesTheConnectionIdThatWasDialled() {
		ByteBuf token = Unpooled.wrappedBuffer(issue(CLIENT));
		int offset = this.tokens.validateToken(token, CLIENT);
		assertThat(ByteBufUtil.getBytes(token, offset, token.readableBytes() - offset)).isEqualTo(this.dialled);
		assertThat(token.readableBytes()).isLessThanOrEqualTo(this.tokens.maxTokenLength());
	}

	@Test
	void itIsWorthlessFromAnotherAddressOrPort() {
		byte[] token = issue(CLIENT);
		assertThat(validate(token, new InetSocketAddress("192.0.2.2", 4242))).isFalse();
		assertThat(validate(token, new InetSocketAddress("192.0.2.1", 4243))).isFalse();
		assertThat(validate(token, new InetSocketAddress("::192.0.2.1", 4242))).isFalse();
	}

	@Test
	void itExpiresAfterTenSeconds() {
		byte[] token = issue(CLIENT);
		pass(10_000 * MILLI);
		assertThat(validate(token, CLIENT)).isTrue();
		pass(1);
		assertThat(validate(token, CLIENT)).isFalse();
	}

	@Test
	void oneOfTheTimeToComeIsForged() {
		byte[] token = issue(CLIENT);
		pass(-MILLI);
		assertThat(validate(token, CLIENT)).isFalse();
	}

	@Test
	void aChangeOfAnyBitSpoilsIt() {
		byte[] token = issue(CLIENT);
		for (int bit = 0; bit < 8 * token.length; bit++) {
			token[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(this.tokens.validateToken(Unpooled.wrappedBuffer(token), CLIENT)).as("bit %d", bit)
				.isEqualTo(-1);
			token[bit / 8] ^= (byte) (1 << bit % 8);
		}
		assertThat(validate(token, CLIENT)).isTrue();
	}

	@Test
	void oneThatIsCutOffOrPaddedIsWorthless() {
		byte[] token = issue(CLIENT);
		for (int length = 0; length < 100; length++) {
			if (length != token.length) {
				assertThat(validate(Arrays.copyOf(token, length), CLIENT)).as("length %d", length).isFalse();
			}
		}
	}

	@Test
	void itServesForTheConnectionIdThatCameWithItOnly() {
		byte[] token = issue(CLIENT);
		assertThat(validate(token, CLIENT, new byte[20])).isFalse();
		assertThat(validate(token, CLIENT, new byte[0])).isFalse();
		assertThat(validate(token, CLIENT, this.dialled)).isFalse();
	}

	@Test
	void thoseOfAnotherNodeAreWorthless() {
		RetryTokens other = new RetryTokens(this.always, IDS, this.now::get);
		ByteBuf token = Unpooled.buffer();
		other.writeToken(token, Unpooled.wrappedBuffer(this.dialled), CLIENT);
		assertThat(validate(ByteBufUtil.getBytes(token), CLIENT)).isFalse();
	}

	@Test
	void theKeyIsChangedAndThePreviousOneServesOutItsLastTokens() {
		pass(RetryTokens.KEY_LIFETIME.toNanos() - MILLI);
		byte[] last = issue(CLIENT);
		pass(9_000 * MILLI);
		byte[] first = issue(CLIENT);
		assertThat(validate(last, CLIENT)).isTrue();
		assertThat(validate(first, CLIENT)).isTrue();
		pass(-9_000 * MILLI);
		assertThat(issue(CLIENT)).as("signed at the same time with the next key").isNotEqualTo(last);
	}

	@Test
	void aKeyThatWasNotUsedForLongIsChangedToo() {
		byte[] before = issue(CLIENT);
		pass(10 * RetryTokens.KEY_LIFETIME.toNanos());
		byte[] after = issue(CLIENT);
		assertThat(validate(before, CLIENT)).isFalse();
		assertThat(validate(after, CLIENT)).isTrue();
	}

	@Test
	void noneIsAskedForAsLongAsAQuarterOfTheHandshakesIsFree() {
		HalfOpen<Object> limits = new HalfOpen<>(64, this.now::get);
		RetryTokens calm = new RetryTokens(limits, IDS, this.now::get);
		ByteBuf out = Unpooled.buffer();
		for (int i = 0; i < 16; i++) {
			assertThat(calm.writeToken(out, Unpooled.wrappedBuffer(this.dialled), CLIENT)).as("%d", i).isFalse();
			limits.add(i, STRANGER);
		}
		assertThat(out.isReadable()).isFalse();
		assertThat(calm.writeToken(out, Unpooled.wrappedBuffer(this.dialled), CLIENT)).isTrue();
	}

	@Test
	void oneIsAskedForWhenAsManyAsTheLimitHaveBegunInASecondAlthoughAllHaveEnded() {
		HalfOpen<Object> limits = new HalfOpen<>(64, this.now::get);
		for (int i = 0; i < 64; i++) {
			assertThat(limits.asksForProof()).as("%d", i).isFalse();
			limits.add(i, STRANGER);
			limits.remove(i);
			pass(MILLI);
		}
		assertThat(limits.asksForProof()).isTrue();
		pass(TimeUnit.SECONDS.toNanos(1));
		assertThat(limits.asksForProof()).isFalse();
	}

	@Test
	void anAddressThatHoldsHalfOfTheHandshakesMustWaitAndOthersNeedNot() {
		this.always.add("one", CLIENT.getAddress());
		assertThat(validate(issue(CLIENT), CLIENT)).isTrue();
		this.always.add("two", CLIENT.getAddress());
		assertThat(validate(issue(CLIENT), CLIENT)).isFalse();
		InetSocketAddress other = new InetSocketAddress("192.0.2.3", 4242);
		assertThat(validate(issue(other), other)).isTrue();
		this.always.remove("one");
		assertThat(validate(issue(CLIENT), CLIENT)).isTrue();
	}

	private void pass(long nanos) {
		this.now.addAndGet(nanos);
	}

	private byte[] issue(InetSocketAddress to) {
		ByteBuf token = Unpooled.buffer();
		assertThat(this.tokens.writeToken(token, Unpooled.wrappedBuffer(this.dialled), to)).isTrue();
		return ByteBufUtil.getBytes(token);
	}

	private boolean validate(byte[] token, InetSocketAddress from) {
		return validate(token, from, IDS.newId(ByteBuffer.wrap(this.dialled), 20).array());
	}

	private boolean validate(byte[] token, InetSocketAddress from, byte[] connectionId) {
		return this.tokens.validateToken(Unpooled.wrappedBuffer(token), from, Unpooled.wrappedBuffer(connectionId))
			.isValid();
	}

}
