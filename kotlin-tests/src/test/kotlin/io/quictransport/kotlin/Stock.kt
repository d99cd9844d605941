package io.quictransport.kotlin

import io.quictransport.spring.boot.messaging.ImportNodeClients
import io.quictransport.spring.boot.messaging.NodeController
import io.quictransport.spring.boot.messaging.NodeExchange
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
import org.springframework.context.annotation.Configuration
import org.springframework.messaging.handler.annotation.DestinationVariable
import org.springframework.messaging.handler.annotation.Header
import java.util.concurrent.ConcurrentHashMap

data class Item(val id: String, val count: Int)

@NodeExchange("stock")
interface StockApi {

	@NodeExchange("{id}")
	suspend fun find(@DestinationVariable id: String): Item?

	@NodeExchange("changed")
	suspend fun changed(item: Item)

	@NodeExchange("reserve.{id}", answered = true)
	suspend fun reserve(@DestinationVariable id: String, count: Int, @Header tenant: String?)

	@NodeExchange("since")
	fun since(count: Int): Flow<Item>

	@NodeExchange("total")
	suspend fun total(items: Flow<Item>): Int

	@NodeExchange("doubled")
	fun doubled(items: Flow<Item>): Flow<Item>

	suspend fun countOf(id: String): Int = find(id)?.count ?: 0

}

@NodeController
class StockController : StockApi {

	private val items = ConcurrentHashMap(mapOf("bolt" to Item("bolt", 3)))

	override suspend fun find(id: String): Item? {
		delay(1)
		return items[id]
	}

	override suspend fun changed(item: Item) {
		items[item.id] = item
	}

	override suspend fun reserve(id: String, count: Int, tenant: String?) {
		val item = items[id] ?: throw NoSuchElementException(id)
		items[id] = item.copy(count = item.count - count)
	}

	override fun since(count: Int): Flow<Item> = flow {
		for (number in count..Int.MAX_VALUE) {
			emit(Item("bolt", number))
		}
	}

	override suspend fun total(items: Flow<Item>): Int = items.fold(0) { sum, item -> sum + item.count }

	override fun doubled(items: Flow<Item>): Flow<Item> = items.map { it.copy(count = it.count * 2) }

}

@Configuration(proxyBeanMethods = false)
@ImportNodeClients(service = "stock", types = [StockApi::class])
class Clients

class Shop(private val stock: StockApi) {

	suspend fun buy(id: String): Boolean {
		if (stock.countOf(id) == 0) {
			return false
		}
		stock.reserve(id, 1, tenant = "blue")
		return true
	}

}
