using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Calls.Loop;
using Telephony.Calls.Settings;
using Telephony.Calls.Shards;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;
using Telephony.Support.Storage;

namespace Telephony.Support.Calls;

/// <summary>The SIP side of a gateway on the machine's own network, with one trunk, for text messages alone: what a carrier adapter of messages by SIP stands on.</summary>
public sealed class MessageLine : IAsyncDisposable
{
    private readonly IRunningLoop _loop;
    private readonly MediaPlane _media;

    private MessageLine(IRunningLoop loop, MediaPlane media, ITrunkMessages messages, NetEndpoint address) => (_loop, _media, Messages, Address) = (loop, media, messages, address);

    public static TrunkId Trunk { get; } = TrunkId.Parse("far.example");

    public ITrunkMessages Messages { get; }

    /// <summary>Where the far side sends its own.</summary>
    public NetEndpoint Address { get; }

    /// <param name="local">Where it listens, by UDP and TCP.</param>
    /// <param name="far">The trunk's address, TCP.</param>
    /// <param name="ours">The number that takes messages.</param>
    public static async Task<MessageLine> StartAsync(NetEndpoint local, NetEndpoint far, PhoneNumber ours, ITrunkMessageReceiver receiver)
    {
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        var loop = network.CreateLoop("messages");
        var media = new MediaPlane(network, [loop], new MediaOptions { WarmPorts = 0, Addresses = [local.WithPort(0)], Ports = new PortRange(16384, 16393) });
        var services = new CallServices
        {
            Options = new CallOptions { Domain = "gw.example" }, Catalogue = new CatalogueHolder(), Numbers = new NumberCatalogueHolder(), Trunks = new TrunkBoard(TimeProvider.System), Media = media, Journal = new MemoryCallJournal(),
            Announcements = new ScriptedAnnouncements(), Bindings = new MemoryBindings(), Messages = receiver, Clock = TimeProvider.System, Loggers = NullLoggerFactory.Instance,
        };
        services.Catalogue.Swap(TrunkCatalogue.Build([Far(far)]));
        services.Numbers.Swap(Inventory(ours));
        var made = new TaskCompletionSource<CallShard>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(
            _ =>
            {
                var shard = new CallShard(0, loop, network, new TransportOptions(), new UserAgentOptions(), new SipRandom(), null, services);
                shard.Listen([new ListenOptions(SipTransportKind.Udp, local), new ListenOptions(SipTransportKind.Tcp, local)]);
                made.SetResult(shard);
            },
            null);
        return new MessageLine(loop, media, new CallGateway([await made.Task], services).Messages, local);
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _media.Dispose();
    }

    private static Trunk Far(NetEndpoint address) => new()
    {
        Id = Trunk,
        Address = HostPort.TryParse(address.ToString(), out var place) ? place : null,
        Transport = SignallingTransport.Tcp,
        Options = OptionsPing.Never,
        Authentication = new TrunkAuthentication { Addresses = [SourceAddress.TryParse(address.ToIPAddress().ToString(), out var source, out _) ? source : default!] },      // an address is one
    };

    private static NumberCatalogue Inventory(PhoneNumber ours) =>
        NumberCatalogue.TryBuild([new NumberRecord { Range = NumberRange.Of(ours), Destination = Destination.Echo.Instance, Capabilities = NumberCapabilities.All }], 1, out var catalogue, out _) ? catalogue : NumberCatalogue.Empty;
}
