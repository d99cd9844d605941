package io.quictransport.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.quictransport.NodeAddress;
import io.quictransport.PeerInfo;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Queries the DNS periodically, from start to stop. Confined to its own event loop.
 */
final class DnsLookup {

	private static final Log logger = Log.of(DnsLookup.class);

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	/** The delay after a query without an answer. */
	private static final Duration RETRY = Duration.ofSeconds(3);

	private final DnsOptions options;

	private final DiscoveredPeers peers;

	private final EventLoopGroup group;

	private final EventLoop loop;

	private final TimeToLive timeToLive = new TimeToLive();

	/**
	 * The last addresses found for each SRV target: a target that cannot be resolved is
	 * not gone.
	 */
	private final Map<String, List<InetAddress>> targets = new HashMap<>();

	/**
	 * The SRV targets that could not be resolved at the last look-up, and were logged.
	 */
	private final Set<String> unresolved = new HashSet<>();

	private @Nullable DnsNameResolver resolver;

	private boolean stopped;

	DnsLookup(DnsOptions options, DiscoveredPeers peers) {
		this.options = options;
		this.peers = peers;
		this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("quic-dns-" + peers.self().id(), true),
				NioIoHandler.newFactory());
		this.loop = this.group.next();
	}

	void start() {
		this.loop.execute(this::open);
	}

	private void open() {
		if (this.stopped) {
			return;
		}
		try {
			this.resolver = newResolver();
		}
		catch (Throwable ex) {
			this.peers.failed("the DNS cannot be asked", ex);
			this.loop.schedule(this::open, RETRY.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		lookUp();
	}

	private DnsNameResolver newResolver() {
		DnsNameResolverBuilder builder = new DnsNameResolverBuilder(this.loop)
			.datagramChannelType(NioDatagramChannel.class)
			.socketChannelType(NioSocketChannel.class)
			.queryTimeoutMillis(this.options.queryTimeout().toMillis())
			.resolveCache(this.timeToLive)
			.cnameCache(NoopDnsCnameCache.INSTANCE);
		List<InetSocketAddress> servers = this.options.servers();
		if (!servers.isEmpty()) {
			builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
		}
		return builder.build();
	}

	void stop() {
		this.loop.execute(() -> {
			this.stopped = true;
			DnsNameResolver open = this.resolver;
			if (open != null) {
				this.resolver = null;
				open.close();
			}
			this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		});
	}

	private void lookUp() {
		guarded((through) -> {
			this.timeToLive.begin();
			if (this.options.isService()) {
				through.resolveAll(new DefaultDnsQuestion(this.options.name(), DnsRecordType.SRV))
					.addListener(answered(this::services, "no SRV record of " + this.options.name() + " is found"));
			}
			else {
				through.resolveAll(this.options.name())
					.addListener(answered(
							(open, ips) -> found(
									ips.stream().map((ip) -> peer(List.of(ip), this.options.port())).toList()),
							"no address of " + this.options.name() + " is found"));
			}
		});
	}

	private <T> FutureListener<List<T>> answered(BiConsumer<DnsNameResolver, List<T>> then, String otherwise) {
		return (answer) -> {
			if (this.resolver == null && answer.isSuccess()) {
				answer.getNow().forEach(ReferenceCountUtil::release);
			}
			guarded((through) -> {
				if (answer.isSuccess()) {
					then.accept(through, answer.getNow());
				}
				else {
					failed(otherwise, answer.cause());
				}
			});
		};
	}

	/** Runs one step of a look-up: even if it fails, the next look-up follows. */
	private void guarded(Consumer<DnsNameResolver> step) {
		DnsNameResolver open = this.resolver;
		if (open == null) {
			return;
		}
		try {
			step.accept(open);
		}
		catch (Throwable ex) {
			failed("the answer for " + this.options.name() + " cannot be used", ex);
		}
	}

	private void services(DnsNameResolver through, List<DnsRecord> records) {
		List<SrvRecord> services = new ArrayList<>();
		try {
			for (DnsRecord record : records) {
				this.timeToLive.note(record.timeToLive());
				SrvRecord service = SrvRecord.of(record);
				if (service != null) {
					services.add(service);
				}
			}
		}
		finally {
			records.forEach(ReferenceCountUtil::release);
		}
		resolve(through, services, 0, new ArrayList<>(), new LinkedHashMap<>());
	}

	/** Resolves the targets one after another. */
	private void resolve(DnsNameResolver through, List<SrvRecord> services, int next, List<PeerInfo> resolved,
			Map<String, Throwable> failures) {
		if (next == services.size()) {
			this.targets.keySet().retainAll(services.stream().map(SrvRecord::target).toList());
			resolved(resolved, failures);
			return;
		}
		SrvRecord service = services.get(next);
		through.resolveAll(service.target()).addListener((Future<List<InetAddress>> found) -> guarded((open) -> {
			if (found.isSuccess()) {
				this.targets.put(service.target(), found.getNow());
			}
			else {
				failures.put(service.target(), found.cause());
			}
			List<InetAddress> known = this.targets.getOrDefault(service.target(), List.of());
			if (!known.isEmpty()) {
				resolved.add(peer(known, service.port()));
			}
			resolve(open, services, next + 1, resolved, failures);
		}));
	}

	/** All targets have been asked for; those without an address fail for themselves. */
	private void resolved(List<PeerInfo> resolved, Map<String, Throwable> failures) {
		if (resolved.isEmpty() && !failures.isEmpty()) {
			Map.Entry<String, Throwable> first = failures.entrySet().iterator().next();
			failed("no target of the SRV records of " + this.options.name() + " has an address, such as "
					+ first.getKey(), first.getValue());
			return;
		}
		this.unresolved.retainAll(failures.keySet());
		List<String> others = failures.keySet().stream().filter((target) -> !this.unresolved.contains(target)).toList();
		if (!others.isEmpty()) {
			this.unresolved.addAll(others);
			logger.warn("event=target_not_resolved provider=\"dns {}\" targets=\"{}\" reason=\"{}\"",
					this.options.name(), others, failures.get(others.get(0)));
		}
		found(resolved);
	}

	private static PeerInfo peer(List<InetAddress> ips, int port) {
		return new PeerInfo(null, ips.stream().map((ip) -> NodeAddress.of(ip, port)).toList());
	}

	private void found(List<PeerInfo> found) {
		if (found.isEmpty()) {
			failed(this.options.name() + " has no usable record", null);
			return;
		}
		this.peers.list(found);
		Duration wait = this.timeToLive.shortest(this.options.maxRefresh());
		lookUpAfter((wait.compareTo(SHORTEST) > 0) ? wait : SHORTEST);
	}

	private void failed(String detail, @Nullable Throwable cause) {
		if (this.resolver != null) {
			this.peers.failed(detail, cause);
			lookUpAfter((RETRY.compareTo(this.options.maxRefresh()) < 0) ? RETRY : this.options.maxRefresh());
		}
	}

	private void lookUpAfter(Duration wait) {
		this.loop.schedule(this::lookUp, wait.toMillis(), TimeUnit.MILLISECONDS);
	}

}
