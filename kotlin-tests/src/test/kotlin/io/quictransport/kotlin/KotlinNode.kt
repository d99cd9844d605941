package io.quictransport.kotlin

import io.quictransport.NetworkTransport
import io.quictransport.quic.QuicTransportOptions
import io.quictransport.testing.contract.Results
import io.quictransport.testing.memory.InMemoryNetwork
import io.quictransport.testing.memory.InMemoryTransport
import org.springframework.boot.WebApplicationType
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.builder.SpringApplicationBuilder
import org.springframework.context.ConfigurableApplicationContext
import org.springframework.context.annotation.Configuration
import org.springframework.context.support.GenericApplicationContext
import java.util.function.Supplier
import kotlin.reflect.KClass

/** An application with a node in memory. */
class KotlinNode(private val network: InMemoryNetwork, private val id: String, vararg sources: KClass<*>) :
	AutoCloseable {

	private val options = QuicTransportOptions().withServices(setOf(id)).withTimeouts { it.withRequest(Results.PATIENCE) }

	val context: ConfigurableApplicationContext = SpringApplicationBuilder(Application::class.java)
		.sources(*sources.map { it.java }.toTypedArray())
		.web(WebApplicationType.NONE)
		.properties("spring.main.banner-mode=off")
		.initializers({ context ->
			(context as GenericApplicationContext).registerBean(InMemoryTransport::class.java,
				Supplier { network.node(id, options) })
		})
		.run()

	val transport: NetworkTransport get() = context.getBean(NetworkTransport::class.java)

	inline fun <reified T : Any> bean(): T = context.getBean(T::class.java)

	fun connect(other: KotlinNode): KotlinNode {
		Results.get(transport.connectPeer(network.peer(other.id)))
		return this
	}

	override fun close() = context.close()

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	class Application

}
