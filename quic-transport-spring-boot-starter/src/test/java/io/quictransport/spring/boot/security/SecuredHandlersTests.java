package io.quictransport.spring.boot.security;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.MessageContext;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a handler's thread is left with.
 */
class SecuredHandlersTests {

	private final SecuredHandlers secured = new SecuredHandlers(
			new PeerSecurity(SecurityContextHolder.getContextHolderStrategy(), (peer, certificate) -> List.of(), null));

	private final MessageContext sender = () -> new PeerId("node-a");

	private final NetworkMessage message = NetworkMessage.message(new PeerId("node-b"), "path", new byte[0]);

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void aThreadThatHadNoAuthenticationHasNoneAfterwards() throws Exception {
		CompletableFuture<String> seen = new CompletableFuture<>();
		this.secured
			.decorate("path",
					(io.quictransport.MessageHandler) (given, context) -> seen.complete(PeerSecurityTests.who()))
			.handle(this.message, this.sender);
		assertThat(seen).isCompletedWithValue("node-a []");
		assertThat(PeerSecurityTests.who()).isEqualTo("nobody");
	}

	@Test
	void aThreadThatHadAnAuthenticationHasItBackEvenAfterAFailure() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("user", ""));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.secured.decorate("path", (io.quictransport.MessageHandler) (given, context) -> {
				throw new IllegalStateException("from the handler");
			}).handle(this.message, this.sender));
		assertThat(PeerSecurityTests.who()).isEqualTo("user []");
	}

}
