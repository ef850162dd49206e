using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Rtp.Media;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Ports;

namespace Telephony.Benchmarks.Media;

/// <summary>The product's media plane with calls bridged by hand: what relaying costs without signalling.</summary>
internal static class PlaneRelay
{
    private static readonly PayloadFormat[] Payloads = [new(0, "PCMU"), new(101, "telephone-event")];

    public static int Run(string[] args)
    {
        var arguments = new Arguments(args);
        var ports = RelayPorts.From(arguments);
        var network = new SystemNetwork(TimeProvider.System, NullLogger<SystemNetwork>.Instance);
        var calls = network.CreateLoop("calls");
        var loops = Enumerable.Range(0, arguments.Number("--workers", 1)).Select(i => network.CreateLoop($"media-{i}")).ToArray();
        var last = (ports.RelayPort(ports.Legs) - 1) | 1;
        using var plane = new MediaPlane(network, loops, new MediaOptions { Ports = new PortRange(ports.RelayFirst, last) });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var call = 0; call < ports.Calls; call++) Open(plane, calls, ports, call);
        if (arguments.Has("--memory")) Console.WriteLine($"managed bytes per leg: {(GC.GetTotalMemory(forceFullCollection: true) - before) / ports.Legs}");
        Console.WriteLine("READY");
        using var ended = new EndOfInput();
        ended.Wait();
        if (arguments.Has("--statistics")) Print(plane.Statistics);
        return 0;
    }

    private static void Open(MediaPlane plane, IEventLoop calls, RelayPorts ports, int call)
    {
        var session = plane.Open(NobodyListens.Instance, calls);
        var a = OpenLeg(session, ports, 2 * call);
        var b = OpenLeg(session, ports, (2 * call) + 1);
        session.Bridge(a, b);
    }

    private static MediaLeg OpenLeg(MediaSession session, RelayPorts ports, int number)
    {
        if (!session.TryAddLeg(default, out var leg) || leg is null) throw new InvalidOperationException("Out of ports.");
        if (leg.LocalRtp.Port != ports.RelayPort(number)) throw new InvalidOperationException($"Leg {number} got port {leg.LocalRtp.Port}.");
        leg.Apply(new MediaLegPlan { RemoteRtp = NetEndpoint.FromV4(0x7F00_0001, ports.LoadPort(number)), Payloads = Payloads });
        return leg;
    }

    private static void Print(MediaPlaneStatistics statistics)
    {
        Console.WriteLine($"relayed {statistics.PacketsRelayed}, RTCP out {statistics.RtcpSent}");
        foreach (var (cause, count) in statistics.Refused.Where(static refused => refused.Value > 0)) Console.WriteLine($"refused {cause}: {count}");
    }
}
