using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Calls.Interworking;
using Telephony.Calls.Loop;
using Telephony.Calls.Protection;
using Telephony.Calls.Settings;
using Telephony.Calls.Shards;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Telephony.Support.Network;
using Telephony.Support.Sip;
using Telephony.Support.Storage;

namespace Telephony.Support.Calls;

/// <summary>
/// A gateway and its trunks on a virtual network, for tests that read like a call ladder:
/// <code>
///   sbc 10.0.1.1 ── gw 10.0.0.1 ──┬── alpha 10.0.2.1
///                                 └── beta  10.0.2.2 …
/// </code>
/// Time passes only while somebody waits. <see cref="AssertNothingIsLeft"/> waits until every timer of SIP has run out and then wants the gateway as it was.
/// </summary>
public sealed class Ladder : IAsyncDisposable
{
    private static readonly TimeSpan PastAllTimers = TimeSpan.FromSeconds(45);   // 64*T1 is 32 s

    private readonly Dictionary<string, Party> _parties = [];
    private readonly LadderSetup _setup;
    private VirtualLoop _mediaLoop;
    private VirtualLoop _loop;
    private int _timersAtRest;

    private Ladder(LadderSetup setup)
    {
        _setup = setup;
        Network = new VirtualNetwork(Clock, setup.NetworkSeed);
        Wire = new SipLadder(Network);
        Wire.Name(Gateway, "gw");
        Network.PresentCertificate(Gateway.WithPort(0), "gw.example");
        _mediaLoop = Clock.CreateLoop("media");
        _loop = Clock.CreateLoop("sip");
        Media = OpenMedia(16384);
        AddParty("sbc", "10.0.1.1");
        for (var i = 0; i < setup.Trunks.Length; i++) AddParty(setup.Trunks[i], $"10.0.2.{i + 1}");
        Catalogue.Swap(BuildCatalogue());
        Numbers.Swap(BuildNumbers());
        Board = new TrunkBoard(Clock.Time);
        (Shard, Calls) = Boot();
    }

    public static NetEndpoint GatewayTls { get; } = Endpoint("10.0.0.1:5061");

    public static NetEndpoint Gateway { get; } = Endpoint("10.0.0.1:5060");

    public VirtualClock Clock { get; } = new();

    public VirtualNetwork Network { get; }

    public SipLadder Wire { get; }

    public CallShard Shard { get; private set; }

    public CallGateway Calls { get; private set; }

    public MediaPlane Media { get; private set; }

    public MemoryCallJournal Journal { get; } = new();

    /// <summary>What is registered with the gateway, as its store holds it.</summary>
    public MemoryBindings Bindings { get; } = new();

    public CatalogueHolder Catalogue { get; } = new();

    public NumberCatalogueHolder Numbers { get; } = new();

    public TrunkBoard Board { get; private set; }

    /// <summary>What who listens to the calls was told.</summary>
    public List<(LegId Leg, DtmfDigit Digit)> Digits { get; } = [];

    public ScriptedAnnouncements Announcements { get; } = new();

    public SourceBans Bans { get; private set; } = null!;   // set by Boot

    /// <summary>The side that calls.</summary>
    public Party Sbc => _parties["sbc"];

    public Party this[string name] => _parties[name];

    /// <summary>What the ended calls left, in the order of their ends.</summary>
    public IReadOnlyList<CallRecord> Records => [.. Journal.Appended.Where(static a => a.Phase == "ended").Select(static a => a.Record)];

    /// <summary>Of the one call that has ended so far.</summary>
    public CallRecord Record
    {
        get
        {
            if (!Clock.AdvanceUntil(() => Records.Count > 0, TimeSpan.FromSeconds(5))) throw Failure("No call has ended within 5 s.");
            return Records[^1];
        }
    }

    public static Ladder Start(LadderSetup? setup = null) => new(setup ?? new LadderSetup());

    public static NetEndpoint Endpoint(string text) => NetEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException(text);

    /// <summary>A route for tests that need more than the default one.</summary>
    public static VoiceRoute Route(string pattern, params string[] trunks) => new()
    {
        Name = $"{pattern} to {string.Join('+', trunks)}",
        NumberPattern = NumberPattern.Compile(pattern),
        Trunks = [.. trunks.Select(static name => TrunkId.Parse(name + ".example"))],
    };

    public Trunk Trunk(string name) => Catalogue.Current.Find(TrunkId.Parse(name + ".example")) ?? throw Failure($"There is no trunk {name}.");

    public TrunkAvailability HealthOf(string name) => Board.AvailabilityOf(Trunk(name));

    public static TrunkId IdOf(string name) => TrunkId.Parse(name + ".example");

    /// <summary>Swaps the catalogue for one with other trunks, as a changed file does; the routes go.</summary>
    public void Reload(Func<IEnumerable<Trunk>, IEnumerable<Trunk>> change)
    {
        Catalogue.Swap(TrunkCatalogue.Build([.. change(Catalogue.Current.Trunks)]));
        Clock.RunUntilIdle();
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>An answered call from <see cref="Sbc"/> to the trunk, with both ACKs passed.</summary>
    public void Connect(string to = "alpha", string number = "+14255550123", string? offer = null, string? answer = null)
    {
        Sbc.Dials(number, offer);
        this[to].Answers(this[to].Receives("INVITE"), 200, answer);
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        this[to].Receives("ACK");
    }

    /// <summary>BYE from one, through to the other, and both 200.</summary>
    public void HangUp(Party who, Party other)
    {
        who.Sends("BYE");
        other.Answers(other.Receives("BYE"), 200);
        who.Receives("200 BYE");
    }

    /// <summary>The process dies without a word and a new one takes up what its journal says.</summary>
    public void CrashAndRestart()
    {
        var open = Journal.Appended.GroupBy(static a => a.Record.Id).Select(static calls => calls.Last()).Where(static last => last.Phase != "ended").Select(static last => last.Record).ToList();
        Shard.UserAgent.Transports.Dispose();
        Media.Dispose();
        _loop.Stop();
        _mediaLoop.Stop();
        (_loop, _mediaLoop) = (Clock.CreateLoop("sip"), Clock.CreateLoop("media"));
        Board = new TrunkBoard(Clock.Time);
        Media = OpenMedia(24000);
        (Shard, Calls) = Boot();
        Calls.CleanUp(open);
        Clock.RunUntilIdle();
    }

    public LadderException Failure(string what) => Wire.Failure(what);

    public override string ToString() => Wire.ToString();

    /// <summary>Waits for the last timers; then no call, dialog, transaction, port, channel or timer may be there.</summary>
    public void AssertNothingIsLeft()
    {
        Clock.Advance(PastAllTimers);
        if (_setup.Tcp || _setup.Tls) Clock.Advance(TimeSpan.FromMinutes(11));   // idle connections close
        var left = new List<string>();
        Note(Shard.CallCount, "calls");
        Note((int)Calls.Statistics.Active, "calls counted as active");
        Note(Shard.UserAgent.Statistics.Dialogs, "dialogs");
        Note(Shard.UserAgent.Statistics.Transactions, "transactions");
        Note(Media.Statistics.Legs, "media legs");
        if (!_setup.Pings) Note(_loop.Timers.Count - _timersAtRest, "timers of the signalling loop");
        foreach (var trunk in Catalogue.Current.Trunks) Note(Board.LimiterOf(trunk).ChannelsInUse, $"channels of {trunk.Id}");
        Note(Journal.Appended.Select(static a => a.Record.Id).Distinct().Count() - Records.Select(static r => r.Id).Distinct().Count(), "records without an end");
        if (left.Count > 0) throw Failure($"After the call there are still {string.Join(", ", left)}.");

        void Note(int count, string what)
        {
            if (count != 0) left.Add($"{count} {what}");
        }
    }

    public ValueTask DisposeAsync()
    {
        AssertNothingIsLeft();
        Shard.UserAgent.Transports.Dispose();
        Media.Dispose();
        return ValueTask.CompletedTask;
    }

    private (CallShard Shard, CallGateway Calls) Boot()
    {
        var services = new CallServices
        {
            Options = _setup.Options(new CallOptions { Domain = "gw.example", LadderSample = 1 }),
            Catalogue = Catalogue,
            Numbers = Numbers,
            Trunks = Board,
            Media = Media,
            Journal = Journal,
            Announcements = Announcements,
            Bindings = Bindings,
            Reception = _setup.Reception,
            Messages = _setup.Messages,
            Digits = new DigitList(Digits),
            Clock = Clock.Time,
            Loggers = NullLoggerFactory.Instance,
            Seed = 1,
            Protection = _setup.Protection(new ProtectionOptions()),
        };
        Bans = services.Bans;
        var shard = new CallShard(0, _loop, Network, new TransportOptions
        {
            ClientTls = static target => new System.Net.Security.SslClientAuthenticationOptions { TargetHost = target.TlsServerName },
            IsIdentity = static (identity, presented) => presented == (identity.Length == 0 ? "gw.example" : identity),
        }, new UserAgentOptions(), new SeededSipRandom(1), _setup.Zone is { } zone ? new SipResolver(zone, new ResolutionOptions { HostsFile = "" }, Clock.Time, new Random(1)) : null, services);
        List<ListenOptions> listen = [new(SipTransportKind.Udp, Gateway)];
        if (_setup.Tcp) listen.Add(new ListenOptions(SipTransportKind.Tcp, Gateway));
        if (_setup.Tls) listen.Add(new ListenOptions(SipTransportKind.Tls, GatewayTls, "gw.example", Tls: static _ => new System.Net.Security.SslServerAuthenticationOptions()));
        shard.Listen(listen);
        var calls = new CallGateway([shard], services);
        if (Bindings.Kept.Count > 0) calls.Restore(Bindings.Kept);
        if (_setup.Pings) calls.Start();
        Clock.RunUntilIdle();
        _timersAtRest = _loop.Timers.Count;
        return (shard, calls);
    }

    private MediaPlane OpenMedia(int firstPort) =>
        new(Network, [_mediaLoop], new MediaOptions { WarmPorts = 0, Addresses = [Gateway.WithPort(0)], Ports = new PortRange(firstPort, firstPort + 999) }, logger: null, new Random(1));

    private void AddParty(string name, string address) => _parties.Add(name, new Party(this, name, Endpoint($"{address}:5060"), _setup.Tcp));

    private TrunkCatalogue BuildCatalogue()
    {
        var trunks = _parties.Values.Select(party => _setup.Trunk(party.Name, new Trunk
        {
            Id = TrunkId.Parse(party.Name + ".example"),
            Address = HostPort.TryParse(party.Address.ToString(), out var place) ? place : null,
            Transport = SignallingTransport.Udp,
            Transit = party.Name == "sbc",
            Options = OptionsPing.Never,
            Media = new TrunkMedia { RingWhileSearching = false },
            Authentication = new TrunkAuthentication { Addresses = [SourceAddress.TryParse(party.Address.ToIPAddress().ToString(), out var source, out _) ? source : default!] },
        })).ToArray();
        var routes = _setup.Routes ?? [Route(@"^\+1", _setup.Trunks)];
        if (TrunkCatalogue.TryBuild(trunks, routes, _setup.NumberRules, EmergencyNumbers.Usual, 1, out var catalogue, out var conflicts)) return catalogue;
        throw new InvalidOperationException(string.Join(' ', conflicts.Select(static c => c.Sentence)));
    }

    private sealed class DigitList(List<(LegId Leg, DtmfDigit Digit)> list) : IDigitObserver
    {
        public void OnDigit(LegId leg, DtmfDigit digit, TimeSpan duration) => list.Add((leg, digit));
    }

    private NumberCatalogue BuildNumbers()
    {
        var records = _setup.Numbers.Select(n =>
        {
            var words = n.Destination.Split(' ', 2);
            if (!Destination.TryCreate(words[0], words.Length > 1 ? words[1] : "", out var destination, out var why)) throw new InvalidOperationException(why);
            return new NumberRecord { Range = NumberRange.Of(PhoneNumber.Parse(n.Number)), Destination = destination, Capabilities = _setup.Messages is null ? NumberCapabilities.Voice : NumberCapabilities.All };
        });
        return NumberCatalogue.TryBuild(records, 1, out var catalogue, out _) ? catalogue : throw new InvalidOperationException("Two records hold the same number.");
    }
}
