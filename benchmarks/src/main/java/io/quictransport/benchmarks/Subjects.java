package io.quictransport.benchmarks;

import java.util.List;
import java.util.concurrent.Executors;

import io.quictransport.benchmarks.aeron.AeronSubject;
import io.quictransport.benchmarks.grpc.GrpcSubject;
import io.quictransport.benchmarks.ours.TransportSubject;
import io.quictransport.benchmarks.raw.RawSubject;
import io.quictransport.benchmarks.raw.TcpTlsSubject;
import io.quictransport.benchmarks.rsocket.RSocketSubject;
import io.quictransport.benchmarks.spring.AnnotatedSubject;
import io.quictransport.benchmarks.spring.Observed;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.quic.CongestionControl;
import io.quictransport.quic.TransportLimits;

/**
 * Makes the subjects by their names.
 */
final class Subjects {

	/** The transport itself, as an application uses it. */
	static final String OURS = "ours";

	/** The transport of an earlier jar, see {@link Launch#before()}. */
	static final String BEFORE = "before";

	/** The transport with one lane. */
	static final String ONE_LANE = "one-lane";

	/** The codec alone, with as many streams as the transport has lanes. */
	static final String RAW = "raw";

	/** The codec alone, with one stream. */
	static final String RAW_ONE_STREAM = "raw-one-stream";

	/** The transport with event loops that sleep when there is nothing to do. */
	static final String OURS_SLEEPING = "ours-sleeping";

	/** The transport with BBR as its congestion control. */
	static final String OURS_BBR = "ours-bbr";

	/** The transport with Reno as its congestion control. */
	static final String OURS_RENO = "ours-reno";

	/** The transport with handlers on a pool of platform threads on every JVM. */
	static final String OURS_PLATFORM = "ours-platform";

	/** The transport with payloads that are in no array. */
	static final String OURS_VIEWS = "ours-views";

	/** The codec with such event loops. */
	static final String RAW_SLEEPING = "raw-sleeping";

	/** TCP with TLS. */
	static final String TCP_TLS = "tcp-tls";

	/** gRPC, a call for each message. */
	static final String GRPC_UNARY = "grpc-unary";

	/** gRPC, all messages in one call. */
	static final String GRPC_BIDI = "grpc-bidi";

	/** RSocket. */
	static final String RSOCKET = "rsocket";

	/** Aeron over UDP, which encrypts nothing. */
	static final String AERON = "aeron";

	/** The transport itself, where applications on the starter are compared with it. */
	static final String CORE = "core";

	/** Annotated handlers and the template. */
	static final String ANNOTATED = "annotated";

	/** The same with meters and observation. */
	static final String ANNOTATED_OBSERVED = "annotated-observed";

	/** The same without the long task timer. */
	static final String ANNOTATED_TIMED = "annotated-timed";

	private static final List<Subject> ALL = List.of(new TransportSubject(), new TransportSubject(BEFORE),
			new TransportSubject(ONE_LANE, 1), new RawSubject(), new RawSubject(RAW_ONE_STREAM, 1),
			new TransportSubject().sleeping(OURS_SLEEPING), new TransportSubject().views(OURS_VIEWS),
			new TransportSubject().handlers(OURS_PLATFORM, Executors.newCachedThreadPool()),
			new TransportSubject().congestionControl(OURS_BBR, CongestionControl.BBR),
			new TransportSubject().congestionControl(OURS_RENO, CongestionControl.RENO),
			new RawSubject().sleeping(RAW_SLEEPING), new TcpTlsSubject(), GrpcSubject.unary(), GrpcSubject.bidi(),
			new RSocketSubject(), new AeronSubject(), new TransportSubject(CORE),
			new AnnotatedSubject(ANNOTATED, Observed.NOT), new AnnotatedSubject(ANNOTATED_OBSERVED, Observed.FULLY),
			new AnnotatedSubject(ANNOTATED_TIMED, Observed.TIMED));

	/** Ends the name of a subject that has another number of lanes or streams. */
	private static final String LANES = "-lanes-";

	/** Ends the name of a subject whose server has a number of event loops. */
	private static final String LOOPS = "-loops-";

	/** Ends the name of a subject whose connections begin with a number of packets. */
	private static final String WINDOW = "-window-";

	/** Ends the name of a subject that has open streams which carry nothing. */
	private static final String STREAMS = "-streams-";

	private Subjects() {
	}

	static List<String> names() {
		return ALL.stream().map(Subject::name).toList();
	}

	/** The transport or the raw codec with a number of lanes, as its name says. */
	static String withLanes(String subject, int lanes) {
		return subject + LANES + lanes;
	}

	/** The transport whose connections begin with a number of packets. */
	static String withInitialWindow(int packets) {
		return OURS + WINDOW + packets;
	}

	/** The transport whose server has a number of event loops. */
	static String withLoops(int loops) {
		return OURS + LOOPS + loops;
	}

	/** The transport or the raw codec with open streams that carry nothing. */
	static String withStreams(String subject, int streams) {
		return subject + STREAMS + streams;
	}

	static Subject named(String name) {
		boolean ours = name.startsWith(OURS);
		if (name.contains(LANES)) {
			int lanes = numberBehind(LANES, name);
			return ours ? new TransportSubject(name, lanes) : new RawSubject(name, lanes);
		}
		if (ours && name.contains(LOOPS)) {
			return new TransportSubject().loops(name, numberBehind(LOOPS, name));
		}
		if (ours && name.contains(WINDOW)) {
			return new TransportSubject().initialWindow(name, numberBehind(WINDOW, name));
		}
		if (name.contains(STREAMS)) {
			int lanes = TransportLimits.DEFAULT_MAX_LANES;
			int streams = numberBehind(STREAMS, name);
			return ours ? new TransportSubject(name, lanes, streams) : new RawSubject(name, lanes, streams);
		}
		return ALL.stream()
			.filter((subject) -> subject.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no subject " + name + ", only " + names()));
	}

	private static int numberBehind(String mark, String name) {
		return Integer.parseInt(name.substring(name.indexOf(mark) + mark.length()));
	}

}
