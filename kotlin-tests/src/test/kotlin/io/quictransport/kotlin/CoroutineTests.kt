package io.quictransport.kotlin

import io.quictransport.ErrorCode
import io.quictransport.MessageException
import io.quictransport.NetworkException
import io.quictransport.spring.boot.messaging.ImportNodeClients
import io.quictransport.spring.boot.messaging.NodeController
import io.quictransport.spring.boot.messaging.NodeExchange
import io.quictransport.testing.contract.Results
import io.quictransport.testing.memory.InMemoryNetwork
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.asCompletableFuture
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.assertThrows
import org.springframework.context.annotation.Configuration
import org.springframework.messaging.handler.annotation.MessageExceptionHandler

/**
 * Suspend functions and flows, as handlers and as methods of clients, between two nodes in Kotlin.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoroutineTests {

	private val network = InMemoryNetwork()

	private lateinit var server: KotlinNode

	private lateinit var client: KotlinNode

	private val stock get() = client.bean<StockApi>()

	private val odd get() = client.bean<OddApi>()

	@BeforeAll
	fun start() {
		server = KotlinNode(network, "stock", StockController::class, OddController::class)
		client = KotlinNode(network, "shop", Clients::class, OddClients::class).connect(server)
	}

	@AfterAll
	fun stop() {
		client.close()
		server.close()
		network.close()
	}

	@Test
	fun aSuspendFunctionIsARequest() = runBlocking<Unit> {
		assertThat(stock.find("bolt")?.id).isEqualTo("bolt")
		assertThat(stock.find("none")).isNull()
		assertThat(stock.countOf("none")).isZero()
	}

	@Test
	fun aSuspendFunctionWithoutAResultIsAOneWayMessageUnlessItIsAnswered() = runBlocking<Unit> {
		stock.changed(Item("nut", 2))
		while (stock.countOf("nut") != 2) {
			delay(1)
		}
		stock.reserve("nut", 1, null)
		assertThat(stock.countOf("nut")).isEqualTo(1)
		assertThat(Shop(stock).buy("nut")).isTrue()
		assertThat(Shop(stock).buy("nut")).isFalse()
		val failure = assertThrows<NetworkException> { stock.reserve("none", 1, null) }
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED)
		assertThat(failure.detail()).isEqualTo("the handler threw NoSuchElementException")
	}

	@Test
	fun aFlowIsAStreamInBothDirections() = runBlocking<Unit> {
		assertThat(stock.doubled(flowOf(Item("a", 1), Item("b", 2))).toList()).containsExactly(Item("a", 2), Item("b", 4))
		assertThat(stock.total(flowOf(Item("a", 1), Item("b", 2)))).isEqualTo(3)
	}

	@Test
	fun aCollectorThatLeavesEndsTheFlowAtTheOtherNode() = runBlocking<Unit> {
		assertThat(stock.since(5).take(3).toList().map { it.count }).containsExactly(5, 6, 7)
		assertThat(odd.endless().take(2).toList()).containsExactly(0, 1)
		Results.get(server.bean<OddController>().left.asCompletableFuture())
	}

	@Test
	fun aCallerThatIsCancelledCancelsTheHandler() = runBlocking<Unit> {
		val call = launch(Dispatchers.Default) { odd.never() }
		val served = server.bean<OddController>()
		served.begun.await()
		call.cancel()
		Results.get(served.cancelled.asCompletableFuture())
	}

	@Test
	fun failuresAreTheHandlersOwn() = runBlocking<Unit> {
		assertThat(assertThrows<MessageException> { odd.refuses() }.code()).isEqualTo(ErrorCode.OVERLOADED)
		assertThat(odd.mapped()).isEqualTo("mapped: later")
	}

	@Test
	fun aHandlerThatWasSuspendedGoesOnWithTheNodesThreads() = runBlocking<Unit> {
		assertThat(odd.thread()).startsWith("quic-")
	}

	@Test
	fun itemsOfAnOpenTypeAreReadAsThatType() = runBlocking<Unit> {
		assertThat(odd.names(flowOf(Named("a"), Named("b")))).isEqualTo("ab")
	}

}

open class Named(val name: String)

interface OddApi {

	@NodeExchange("odd.never")
	suspend fun never(): String

	@NodeExchange("odd.endless")
	fun endless(): Flow<Int>

	@NodeExchange("odd.refuses")
	suspend fun refuses(): String

	@NodeExchange("odd.mapped")
	suspend fun mapped(): String

	@NodeExchange("odd.thread")
	suspend fun thread(): String

	@NodeExchange("odd.names")
	suspend fun names(names: Flow<Named>): String

}

@NodeController
class OddController : OddApi {

	val begun = CompletableDeferred<Unit>()

	val cancelled = CompletableDeferred<Unit>()

	val left = CompletableDeferred<Unit>()

	override suspend fun never(): String {
		begun.complete(Unit)
		try {
			awaitCancellation()
		}
		finally {
			cancelled.complete(Unit)
		}
	}

	override fun endless(): Flow<Int> = flow {
		var number = 0
		while (true) {
			emit(number++)
		}
	}.onCompletion { left.complete(Unit) }

	override suspend fun refuses(): String {
		delay(1)
		throw MessageException.refusal(ErrorCode.OVERLOADED, "later")
	}

	override suspend fun mapped(): String {
		delay(1)
		throw IllegalStateException("later")
	}

	@MessageExceptionHandler
	suspend fun map(failure: IllegalStateException): String {
		delay(1)
		return "mapped: " + failure.message
	}

	override suspend fun thread(): String {
		withContext(Dispatchers.IO) { delay(1) }
		return Thread.currentThread().name
	}

	override suspend fun names(names: Flow<Named>): String = names.toList().joinToString("") { it.name }

}

@Configuration(proxyBeanMethods = false)
@ImportNodeClients(service = "stock", types = [OddApi::class])
class OddClients
