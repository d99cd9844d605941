package io.quictransport.kotlin

import io.quictransport.spring.boot.messaging.ImportNodeClients
import io.quictransport.testing.contract.Results
import io.quictransport.testing.memory.InMemoryNetwork
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.context.annotation.Configuration
import reactor.core.publisher.Flux

/**
 * Kotlin and Java at the two ends of an exchange.
 */
class JavaInteropTests {

	private val network = InMemoryNetwork()

	@Test
	fun aClientInKotlinCallsAHandlerInJava() = runBlocking<Unit> {
		KotlinNode(network, "warehouse", JavaStock::class).use { server ->
			KotlinNode(network, "shop", WarehouseClients::class).connect(server).use { client ->
				val warehouse = client.bean<Warehouse>()
				assertThat(warehouse.capacity("abc")).isEqualTo(3)
				assertThat(warehouse.levels(flowOf(1, 2, 3)).toList()).containsExactly(1, 3, 6)
			}
		}
	}

	@Test
	fun aClientInJavaCallsAHandlerInKotlin() {
		KotlinNode(network, "stock", StockController::class).use { server ->
			KotlinNode(network, "shop", JavaClients::class).connect(server).use { client ->
				val stock = client.bean<JavaStock.Client>()
				assertThat(Results.get(stock.find("bolt").toCompletableFuture())).isEqualTo("""{"id":"bolt","count":3}""")
				assertThat(stock.since(1).take(2).collectList().block(Results.PATIENCE)).hasSize(2)
				assertThat(stock.total(Flux.just("""{"id":"a","count":7}"""))).isEqualTo(7)
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "stock", types = [JavaStock.Client::class])
	class JavaClients

}
