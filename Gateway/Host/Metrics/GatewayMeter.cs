using System.Diagnostics.Metrics;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Calls.Loop;
using Telephony.Host.Composition;
using Telephony.Net.Loops;
using Telephony.Rtp.Quality;

namespace Telephony.Host.Metrics;

/// <summary>
/// The gateway's figures as instruments of one meter, read when somebody looks. Names follow OpenTelemetry: units in the instrument, few labels, never a number
/// or a call id. The answer-seizure ratio (ITU-T E.411) is <c>telephony.calls.answered</c> over <c>telephony.calls.begun</c>.
/// </summary>
internal sealed class GatewayMeter : ICallMeasures, IDisposable
{
    public const string Name = "telephony";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _postDialDelay;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _mos;
    private readonly Histogram<double> _loss;
    private readonly Histogram<double> _jitter;

    public GatewayMeter(GatewayNode node)
    {
        _postDialDelay = _meter.CreateHistogram<double>("call.post_dial_delay", "s", "From INVITE to the first 18x or answer sent back", advice: Buckets([0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16]));
        _duration = _meter.CreateHistogram<double>("call.duration", "s", "From answer to end", advice: Buckets([1, 5, 15, 60, 180, 600, 1800, 3600]));
        _mos = _meter.CreateHistogram<double>("call.mos", null, "Estimated opinion score of the worse leg", advice: Buckets([1, 2, 2.6, 3.1, 3.6, 4.0, 4.3, 4.5]));
        _loss = _meter.CreateHistogram<double>("call.packet_loss", "1", "Share of packets lost on the worse leg", advice: Buckets([0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5]));
        _jitter = _meter.CreateHistogram<double>("call.jitter", "s", "Interarrival jitter of the worse leg", advice: Buckets([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]));
        var statistics = node.Calls!.Statistics;   // the node has started
        statistics.Measures = this;
        Calls(node, statistics);
        TrunkInstruments.Add(_meter, node);
        Protection(node, statistics);
        Signalling(node);
        Certificates(node);
        Media(node);
        Loops(node);
        Api(node);
        Events(node);
        Streams(node.Automation!);   // the node has started
    }

    public void OnPostDialDelay(TimeSpan delay) => _postDialDelay.Record(delay.TotalSeconds);

    public void OnEnded(TimeSpan? talked, LegQuality? worst)
    {
        if (talked is { } time) _duration.Record(time.TotalSeconds);
        if (worst is not { ReceivedPackets: > 0 } quality) return;
        if (quality.Mos is { } mos) _mos.Record(mos);
        _loss.Record(quality.LossPercent / 100);
        _jitter.Record(quality.JitterMilliseconds / 1000);
    }

    public void Dispose() => _meter.Dispose();

    private void Api(GatewayNode node) => _meter.CreateObservableCounter(
        "api.requests",
        () => node.Api!.Statistics.Read().Select(static count => new Measurement<long>(count.Answers, new KeyValuePair<string, object?>("area", count.Area), new KeyValuePair<string, object?>("status", count.Status))),
        "{request}",
        "Requests of the REST API that were answered");

    private void Events(GatewayNode node)
    {
        var statistics = node.Events!.Statistics;      // the node has started
        _meter.CreateObservableCounter(
            "events.deliveries",
            () => new[] { new Measurement<long>(statistics.Taken, new KeyValuePair<string, object?>("outcome", "taken")), new(statistics.NotTaken, new KeyValuePair<string, object?>("outcome", "not_taken")) },
            "{event}", "Events sent to webhooks, by what the endpoint made of them");
        _meter.CreateObservableCounter("events.dead", () => statistics.Dead, "{event}", "Events that could not be delivered and became dead letters");
    }

    private void Streams(AutomationDesk desk)
    {
        _meter.CreateObservableUpDownCounter("automation.streams", () => Kinds(static figures => figures.Open), "{stream}", "Streams to applications that are open now");
        _meter.CreateObservableCounter("automation.stream_reconnects", () => Kinds(static figures => figures.Reconnects), "{stream}", "Streams that were lost and opened again");
        _meter.CreateObservableCounter("automation.stream_failures", () => Kinds(static figures => figures.Failures), "{stream}", "Streams that could not be opened, or not again");
        _meter.CreateObservableCounter("automation.stream_dropped", () => Kinds(static figures => figures.Dropped), "{message}", "Frames of sound and transcripts that an application was too slow for");

        Measurement<long>[] Kinds(Func<StreamFigures, long> read) =>
            [new(read(desk.MediaStreams), new KeyValuePair<string, object?>("kind", "sound")), new(read(desk.Transcriptions), new KeyValuePair<string, object?>("kind", "words"))];
    }

    private void Calls(GatewayNode node, CallStatistics statistics)
    {
        _meter.CreateObservableUpDownCounter("automation.connections", () => node.Automation?.Counts.Connections ?? 0, "{connection}", "Holds of applications on calls");
        _meter.CreateObservableUpDownCounter("automation.work", () => node.Automation?.Counts.Work ?? 0, "{task}", "Work beside the calls of applications: callbacks to deliver, prompts to fetch, speech to understand");
        _meter.CreateObservableUpDownCounter("calls.active", () => node.Calls!.ActiveCalls, "{call}", "Calls that run now");
        _meter.CreateObservableCounter("calls.begun", () => statistics.Begun, "{call}", "Calls from known trunks");
        _meter.CreateObservableCounter("calls.answered", () => statistics.Answered, "{call}", "Calls that were answered");
        _meter.CreateObservableCounter("calls.ended", () => statistics.Ended, "{call}", "Calls that are over");
        _meter.CreateObservableCounter(
            "calls.refused", () => statistics.Refusals.Select(static r => new Measurement<long>(r.Count, new KeyValuePair<string, object?>("sip.status", r.Status))), "{call}", "Final answers to callers by status");
        _meter.CreateObservableCounter(
            "route.attempts",
            () => statistics.Attempts.Select(static a => new Measurement<long>(a.Count, new KeyValuePair<string, object?>("trunk", a.Trunk), new KeyValuePair<string, object?>("outcome", a.Outcome))),
            "{attempt}", "Attempts by trunk and outcome");
        _meter.CreateObservableCounter(
            "calls.transfers", () => statistics.Transfers.Select(static t => new Measurement<long>(t.Count, new KeyValuePair<string, object?>("outcome", t.Succeeded ? "joined" : "failed"))), "{transfer}", "Transfers that the gateway carried out");
        _meter.CreateObservableCounter("requests.screened", () => statistics.Screened, "{request}", "Requests refused before anything was remembered of them");
        _meter.CreateObservableCounter(
            "requests.refused_sources", () => statistics.RefusedSources.Select(static r => new Measurement<long>(r.Count, new KeyValuePair<string, object?>("reason", r.Reason))), "{request}", "Requests of unknown sources");
        var registrations = node.Trunks!.Registrations;   // the node has started
        _meter.CreateObservableGauge("registration.up", () => registrations.Reports.Select(static r => new Measurement<int>(r.Value.IsUp ? 1 : 0, new KeyValuePair<string, object?>("trunk", r.Key.Value))), null, "Whether we are registered with the trunk");
        _meter.CreateObservableCounter("registration.answers", () => registrations.Answers.Select(static a => new Measurement<long>(a.Value, new KeyValuePair<string, object?>("sip.status", a.Key))), "{response}", "Final answers to our REGISTER; 0: none came");
        _meter.CreateObservableGauge("registration.bindings", () => registrations.Bindings.Select(static b => new Measurement<int>(b.Value, new KeyValuePair<string, object?>("trunk", b.Key.Value))), "{contact}", "Contacts registered with us");
        _meter.CreateObservableGauge("journal.backlog", () => node.Feeder?.BacklogBytes ?? 0, "By", "Call records written and not yet in the store");
        _meter.CreateObservableGauge("store.up", () => node.Feeder is { IsFailing: false } ? 1 : 0, null, "Whether the store takes call records");
        _meter.CreateObservableCounter("journal.write_failures", () => node.Journal?.WriteFailures ?? 0, "{write}", "Appends the disk refused");
    }

    private void Protection(GatewayNode node, CallStatistics statistics)
    {
        var bans = node.Bans!;   // the node has started
        _meter.CreateObservableCounter("requests.shed", () => statistics.Shed, "{request}", "New requests refused because the signalling loop was too slow for them");
        _meter.CreateObservableGauge("bans.active", () => bans.Count, "{source}", "Sources that are not listened to now");
        _meter.CreateObservableCounter("bans.imposed", () => bans.Imposed, "{ban}", "Bans since the start");
        _meter.CreateObservableCounter("bans.dropped", () => bans.Dropped, "{message}", "Datagrams and connections of banned sources, dropped before a byte was looked at");
    }

    private void Signalling(GatewayNode node)
    {
        var agent = node.Calls!.Shards[0].UserAgent;
        var s = agent.Statistics;
        _meter.CreateObservableCounter("sip.requests", () => Ways(s.RequestsIn, s.RequestsOut), "{request}", "SIP requests, retransmissions left out");
        _meter.CreateObservableCounter("sip.responses", () => Ways(s.ResponsesIn, s.ResponsesOut), "{response}", "SIP responses, retransmissions left out");
        _meter.CreateObservableCounter("sip.retransmissions", () => Ways(s.RetransmissionsIn, s.RetransmissionsOut), "{message}", "Messages repeated because nothing came back");
        _meter.CreateObservableCounter("sip.timeouts", () => s.ClientTimeouts, "{transaction}", "Client transactions that got no final response");
        _meter.CreateObservableCounter("sip.send_failures", () => agent.Transports.Counters.SendFailures, "{message}", "Messages no socket would take");
        _meter.CreateObservableCounter("sip.queue_full", () => agent.Transports.Counters.QueueFull, "{message}", "Messages dropped because the queue of their connection was full");
        _meter.CreateObservableCounter("sip.malformed", () => s.Malformed, "{message}", "Messages that are not SIP or break its grammar");
        _meter.CreateObservableCounter("sip.stray_responses", () => s.StrayResponses, "{response}", "Responses that belong to no transaction");
        _meter.CreateObservableCounter("sip.unanswered_refusals", () => s.UnansweredRefusals, "{request}", "Requests dropped without an answer because too many were refused");
        _meter.CreateObservableGauge("sip.transactions", () => s.Transactions, "{transaction}", "Transactions that live now");
        _meter.CreateObservableGauge("sip.dialogs", () => s.Dialogs, "{dialog}", "Dialogs that live now");
        _meter.CreateObservableGauge("sip.connections", () => agent.Transports.Counters.Connections, "{connection}", "TCP and TLS connections open now");
    }

    private void Certificates(GatewayNode node)
    {
        _meter.CreateObservableCounter("tls.handshake_failures", () => node.Network!.HandshakeFailures, "{handshake}", "TLS handshakes that failed, or were not begun because too many were under way");   // the node has started
        _meter.CreateObservableGauge("certificate.remaining", () => CertificateFigures.Remaining(node), "s", "Until the end of a certificate of ours, or of the one a trunk has shown; negative: it has ended");
    }

    private void Media(GatewayNode node)
    {
        var media = node.Media!;
        _meter.CreateObservableCounter("media.packets_relayed", () => media.Statistics.PacketsRelayed, "{packet}", "RTP packets sent on");
        _meter.CreateObservableCounter(
            "media.packets_refused", () => media.Statistics.Refused.Select(static r => new Measurement<long>(r.Value, new KeyValuePair<string, object?>("cause", r.Key.ToString()))), "{packet}", "Datagrams on media ports that were not relayed, by cause");
        _meter.CreateObservableCounter("media.packets_made", () => media.Statistics.PacketsMade, "{packet}", "RTP packets of announcements and digits of our own");
        _meter.CreateObservableGauge("media.port_pairs", () => media.Statistics.PortPairsTotal, "{pair}", "Port pairs of the configured range");
        _meter.CreateObservableGauge("media.legs", () => media.Statistics.Legs, "{leg}", "Media legs open now");
        _meter.CreateObservableGauge("media.port_pairs_taken", () => media.Statistics.PortPairsTaken, "{pair}", "Port pairs in use or kept ready");
        _meter.CreateObservableGauge("media.port_pairs_kept", () => media.Statistics.PortPairsKept, "{pair}", "Port pairs kept ready for the next calls");
    }

    private void Loops(GatewayNode node)
    {
        _meter.CreateObservableCounter("loop.wakeups", () => Of(node, static s => s.WakeUps), "{wakeup}", "Turns of the loop");
        _meter.CreateObservableCounter("loop.datagrams_in", () => Of(node, static s => s.DatagramsIn), "{datagram}", "Datagrams received");
        _meter.CreateObservableCounter("loop.datagrams_out", () => Of(node, static s => s.DatagramsOut), "{datagram}", "Datagrams sent");
        _meter.CreateObservableCounter("loop.send_failures", () => Of(node, static s => s.SendFailures), "{datagram}", "Datagrams the kernel would not take");
        _meter.CreateObservableCounter("loop.handler_failures", () => Of(node, static s => s.HandlerFailures), "{failure}", "Exceptions that came out of handlers; each is in the log");
        _meter.CreateObservableGauge("loop.queue_depth", () => Of(node, static s => s.PostedDepth), "{work}", "Work posted to the loop and not yet run");
        _meter.CreateObservableGauge("loop.longest_turn", () => Of(node, static s => s.MaxTurn.TotalSeconds), "s", "Longest turn of the loop since the start");
    }

    private static IEnumerable<Measurement<T>> Of<T>(GatewayNode node, Func<LoopStatistics, T> read)
        where T : struct =>
        node.Loops.Select(loop => new Measurement<T>(read(loop.Statistics), new KeyValuePair<string, object?>("loop", loop.Name), new KeyValuePair<string, object?>("kind", loop.Kind)));

    private static Measurement<long>[] Ways(long inward, long outward) =>
        [new(inward, new KeyValuePair<string, object?>("direction", "in")), new(outward, new KeyValuePair<string, object?>("direction", "out"))];

    private static InstrumentAdvice<double> Buckets(double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
