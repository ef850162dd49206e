using Microsoft.Extensions.Logging;
using Telephony.Calls.Admission;
using Telephony.Calls.Loop;
using Telephony.Calls.Settings;
using Telephony.Calls.Shards;
using Telephony.Calls.Steering;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Numbers;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.TestCalls.Phones;

/// <summary>
/// A phone without a person. It is a gateway of its own, without a store, whose one trunk leads to the gateway under test: what it does on the wire is what a carrier does.
/// <code>
///   script ─► TestCall ─► shard ── SIP, RTP ──► gateway under test ─► flow, application
/// </code>
/// Any thread. Disposing ends its calls first.
/// </summary>
public sealed class TestPhone : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _clock;
    private readonly List<IRunningLoop> _loops;
    private readonly MediaPlane _media;
    private readonly CallShard _shard;
    private readonly CallGateway _calls;
    private bool _disposed;

    private TestPhone(TimeProvider clock, List<IRunningLoop> loops, MediaPlane media, CallShard shard, CallGateway calls) => (_clock, _loops, _media, _shard, _calls) = (clock, loops, media, shard, calls);

    /// <summary>Media ports that calls have now: for tests of what is left.</summary>
    public int MediaLegs => _media.Statistics.Legs;

    public int Calls => _calls.ActiveCalls;

    /// <exception cref="System.Net.Sockets.SocketException">The local address is not this machine's.</exception>
    public static async Task<TestPhone> OpenAsync(TestPhoneOptions options, TimeProvider clock)
    {
        var network = new SystemNetwork(clock, options.Loggers.CreateLogger<SystemNetwork>());
        List<IRunningLoop> loops = [network.CreateLoop("test-sip"), network.CreateLoop("test-media")];
        var random = new SipRandom();
        var media = new MediaPlane(network, [loops[1]], new MediaOptions { Addresses = [options.Local.WithPort(0)], Ports = SomePorts(random), WarmPorts = 0 }, options.Loggers.CreateLogger<MediaPlane>());
        var records = new NoRecords();
        var catalogue = new CatalogueHolder();
        catalogue.Swap(CatalogueOf(options));
        var services = new CallServices
        {
            Options = new CallOptions { Domain = options.Local.ToIPAddress().ToString(), Product = "Telephony test call", RingTimeout = TimeSpan.FromMinutes(3), LadderSample = 0 },
            Catalogue = catalogue,
            Numbers = new NumberCatalogueHolder(),
            Trunks = new TrunkBoard(clock),
            Media = media,
            Journal = records,
            Announcements = records,
            Clock = clock,
            Loggers = options.Loggers,
            Refused = new RefusedSources(clock),
        };
        var made = new TaskCompletionSource<CallShard>(TaskCreationOptions.RunContinuationsAsynchronously);
        loops[0].Post(
            _ =>
            {
                try
                {
                    var shard = new CallShard(0, loops[0], network, new TransportOptions(), new UserAgentOptions(), random, null, services);
                    shard.Listen([new ListenOptions(SipTransportKind.Udp, options.Local.WithPort(0))]);
                    made.SetResult(shard);
                }
                catch (Exception failure)
                {
                    made.SetException(failure);
                }
            },
            null);
        try
        {
            var shard = await made.Task.ConfigureAwait(false);
            return new TestPhone(clock, loops, media, shard, new CallGateway([shard], services));
        }
        catch (Exception)
        {
            foreach (var loop in loops) await loop.DisposeAsync().ConfigureAwait(false);
            media.Dispose();
            throw;
        }
    }

    /// <summary>Calls a number: the call is there when its INVITE is, answered or not.</summary>
    /// <param name="from">The number that is shown; empty: none.</param>
    /// <param name="headers">Further headers of the INVITE, such as User-To-User.</param>
    public async Task<TestCall> DialAsync(string number, string from, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var call = new TestCall(_clock);
        var dialled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shard.Loop.Post(
            _ =>
            {
                try
                {
                    call.Take(_shard.Originate(new OutboundOrder(ResourceId.Default, number, from) { Headers = headers ?? [], Patience = TimeSpan.FromMinutes(3) }, call));
                    dialled.SetResult();
                }
                catch (Exception bug)
                {
                    dialled.SetException(bug);
                }
            },
            null);
        await dialled.Task.ConfigureAwait(false);
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _shard.Loop.Post(static shard => ((CallShard)shard!).StopAll(480, "The test is over."), _shard);
        var began = _clock.GetTimestamp();
        while (_calls.ActiveCalls > 0 && _clock.GetElapsedTime(began) < s_farewell) await Task.Delay(TimeSpan.FromMilliseconds(20), _clock).ConfigureAwait(false);
        foreach (var loop in _loops) await loop.DisposeAsync().ConfigureAwait(false);
        _media.Dispose();
    }

    /// <summary>Forty of the ephemeral range; those that somebody has are passed over.</summary>
    private static PortRange SomePorts(SipRandom random)
    {
        var first = 33_000 + (2 * random.Number(13_000));
        return new PortRange(first, first + 39);
    }

    private static TrunkCatalogue CatalogueOf(TestPhoneOptions options)
    {
        if (!HostPort.TryParse(options.Gateway.ToString(), out var place) || !SourceAddress.TryParse(options.Gateway.ToIPAddress().ToString(), out var source, out _)) throw new InvalidOperationException($"{options.Gateway} is no address of a gateway.");
        var trunk = new Trunk
        {
            Id = TrunkId.Parse("gateway.test"),
            Address = place,
            Transport = SignallingTransport.Udp,
            Options = OptionsPing.Never,
            Identity = new TrunkIdentity(true),
            Authentication = new TrunkAuthentication { Addresses = [source] },
            Codecs = new CodecPreferences { Order = ["pcmu", "pcma"], Exclude = options.IsWide ? [] : ["opus", "g722"] },
        };
        var route = new VoiceRoute { Name = "to the gateway under test", NumberPattern = NumberPattern.Compile(".*"), Trunks = [trunk.Id] };
        return TrunkCatalogue.TryBuild([trunk], [route], NumberRuleLists.None, EmergencyNumbers.Usual, 1, out var catalogue, out var conflicts)
            ? catalogue
            : throw new InvalidOperationException(string.Join(' ', conflicts.Select(static conflict => conflict.Sentence)));
    }
}
