package io.quictransport.kotlin

import io.quictransport.ErrorCode
import io.quictransport.NetworkException
import io.quictransport.spring.boot.messaging.NodeCall
import io.quictransport.spring.boot.messaging.NodeController
import io.quictransport.spring.boot.messaging.NodeExchange
import io.quictransport.spring.boot.messaging.NodeTransportOperations
import io.quictransport.testing.memory.InMemoryNetwork
import kotlinx.coroutines.delay
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.springframework.messaging.handler.annotation.DestinationVariable
import org.springframework.messaging.handler.annotation.Header
import org.springframework.messaging.handler.annotation.MessageMapping

/**
 * Parameters of handlers that have default values, or types that only Kotlin knows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParameterTests {

	private val network = InMemoryNetwork()

	private lateinit var server: KotlinNode

	@BeforeAll
	fun start() {
		server = KotlinNode(network, "pages", PageController::class)
	}

	@AfterAll
	fun stop() {
		server.close()
		network.close()
	}

	@Test
	fun aDefaultValueIsTakenWhereAMessageHasNoHeaderOrPayload() {
		assertThat(request("pages.find", null)).isEqualTo("20 blue true all")
		assertThat(request("pages.find", Item("one", 1), "size" to "3", "tenant" to "red", "strict" to "false"))
			.isEqualTo("3 red false one")
		assertThat(request("pages.find", null, "tenant" to "red")).isEqualTo("20 red true all")
	}

	@Test
	fun aDefaultValueIsTakenBySuspendFunctionsToo() {
		assertThat(request("pages.later", null)).isEqualTo("later 20 null")
		assertThat(request("pages.later", null, "size" to "4", "other" to "x")).isEqualTo("later 4 x")
	}

	@Test
	fun aDefaultValueOfAnInterfaceIsTakenByTheClassThatImplementsIt() {
		assertThat(request("pages.shared", null)).isEqualTo("shared 7")
		assertThat(request("pages.shared", null, "size" to "8")).isEqualTo("shared 8")
	}

	@Test
	fun aValueClassTravelsAsWhatItHolds() {
		assertThat(request("pages.weigh.abc", 5)).isEqualTo("abc 10")
	}

	@Test
	fun aResultIsItsValueOrFailsAsIfItHadBeenThrown() {
		for (path in listOf("pages.result", "pages.result-later")) {
			val nodes = server.bean<NodeTransportOperations>()
			assertThat(nodes.request(NodeCall.to("pages", path), Item("one", 1), Item::class.java))
				.isEqualTo(Item("one", 1))
			val failure = catchThrowable { request(path, Item("one", 0)) }
			assertThat((failure as NetworkException).code()).isEqualTo(ErrorCode.HANDLER_FAILED)
		}
	}

	private fun request(path: String, payload: Any?, vararg headers: Pair<String, String>): String? =
		server.bean<NodeTransportOperations>()
			.request(NodeCall.to("pages", path).withHeaders(mapOf(*headers)), payload, String::class.java)

}

@JvmInline
value class Code(val text: String)

@JvmInline
value class Weight(val grams: Int)

interface PageApi {

	@NodeExchange("pages.shared")
	fun shared(@Header size: Int = 7): String

}

@NodeController
class PageController : PageApi {

	override fun shared(size: Int): String = "shared $size"

	@MessageMapping("pages.find")
	fun find(@Header size: Int = 20, @Header tenant: String = "blue", @Header strict: Boolean = true,
			item: Item = Item("all", 0)): String = "$size $tenant $strict ${item.id}"

	@MessageMapping("pages.later")
	suspend fun later(@Header size: Int = 20, @Header other: String?): String {
		delay(1)
		return "later $size $other"
	}

	@MessageMapping("pages.result")
	fun result(item: Item): Result<Item> = runCatching {
		check(item.count > 0)
		item
	}

	@MessageMapping("pages.result-later")
	suspend fun resultLater(item: Item): Result<Item> {
		delay(1)
		return result(item)
	}

	@MessageMapping("pages.weigh.{code}")
	fun weigh(@DestinationVariable code: Code, weight: Weight): String = "${code.text} ${weight.grams * 2}"

}
