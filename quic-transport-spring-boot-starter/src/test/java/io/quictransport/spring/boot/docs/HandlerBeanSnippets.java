package io.quictransport.spring.boot.docs;

import java.nio.channels.FileChannel;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;

import org.springframework.context.annotation.Bean;

import static java.nio.charset.StandardCharsets.UTF_8;

final class HandlerBeanSnippets {

	interface AuditLog {

		void add(PeerId sender, byte[] entry);

	}

	@Bean
	@NodeHandler(path = "greeting")
	RequestHandler greeting() {
		return RequestHandler.replying((request) -> ("Hello " + request.source()).getBytes(UTF_8));
	}

	@Bean
	@NodeHandler(path = "audit")
	MessageHandler audit(AuditLog log) {
		return (message, context) -> log.add(context.peer(), message.payload());
	}

	@Bean
	@NodeHandler(path = "upload")
	MessageStreamHandler upload(AuditLog log) {
		return (stream) -> stream.forEach((chunk) -> log.add(stream.peer(), chunk)).thenRun(stream::finish);
	}

	@Bean
	@NodeHandler(path = "snapshot", views = true)
	MessageHandler snapshot(FileChannel file) {
		return (message, context) -> message.content().read(file::write);
	}

}
